import type { Stage, StageResult } from './stage.ts'
import type { State } from './state.ts'

/** What a command said in its error and notes, without ids, ports and places. */
export function tellOf(
  { stderr, signal }: StageResult,
  { stage, state }: { stage: Stage; state: State },
): string {
  if (signal !== null) return ''
  const lines = stderr
    .split('\n')
    .filter((line) => /^(error|note): /.test(line) && !line.includes('unencrypted'))
  return withoutParticulars(lines.join('; '), stage, state)
}

function withoutParticulars(text: string, { sandbox, disk, home }: Stage, { created }: State): string {
  const names: [string, string][] = [
    [sandbox.credentialId, '<old>'],
    ...created.map((id): [string, string] => [id, '<new>']),
    [sandbox.registry, '<registry>'],
    [sandbox.apiUrl.replace('http://', ''), '<api>'],
    [disk.state, '<state>'],
    [home.path, '~'],
  ]
  return names
    .reduce((left, [value, name]) => left.replaceAll(value, name), text)
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
}
