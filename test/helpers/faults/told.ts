import type { Act } from './act.ts'

/** What a command said in its error and notes, without particulars and without an engine's own words. */
export function tellOf(act: Act): string {
  const { stderr, signal } = act.result
  if (signal !== null) return ''
  const lines = stderr
    .split('\n')
    .filter((line) => /^(?:error: |note: |! )/.test(line) && !/unencrypted|left unfinished/.test(line))
    .map((line) => line.replace(/ \(docker: .*/, ''))
  return withoutParticulars([...new Set(lines)].join('; '), act)
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A text without ids, ports and places. */
export function withoutParticulars(text: string, { stage, state }: Act): string {
  const { sandbox, disk, home } = stage
  const names: [string, string][] = [
    [sandbox.credentialId, '<old>'],
    ...state.created.map((id, index): [string, string] => [
      id,
      index === state.created.length - 1 ? '<new>' : '<another>',
    ]),
    [sandbox.registry, '<registry>'],
    [sandbox.apiUrl.replace('http://', ''), '<api>'],
    [disk.state, '<state>'],
    [home.path, '~'],
  ]
  const short = names
    .filter(([value]) => UUID.test(value))
    .map(([value, name]) => [value.slice(0, 8), name] as const)
  return [...names, ...short]
    .reduce((left, [value, name]) => left.replaceAll(value, name), text)
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replace(/\([0-9a-f]{8}\)/g, '(<id>)')
}
