import { deriveSecret, deriveUuid } from '../../../src/sandbox/derive.ts'
import { holds } from '../sentinel.ts'
import type { Act } from './act.ts'
import { isLeft } from './ends.ts'

/** What must not be, right after a command that met a fault. */
export function problemsOf({ result, state, stage, operation }: Act): string[] {
  const { stdout, stderr, code, signal } = result
  const created = [1, 2, 3].map((nth) => deriveSecret(deriveUuid(`credential ${nth}`)))
  const secrets = [stage.sandbox.apiKey, stage.sandbox.secret, ...created]
  const problems: [boolean, string][] = [
    [secrets.some((secret) => holds(stdout + stderr, secret)), 'a secret was shown'],
    [operation.rotates && state.docker.includes('not work'), 'docker is locked out'],
    [stderr.includes('bug in dgsh'), 'it calls itself a bug'],
    [
      code !== 0 && signal === null && isLeft(state) && !stderr.includes('--resume'),
      'it does not say how to go on',
    ],
    [state.created.some((id) => !isKnown(id, result.stderr, state)), 'nobody tells of an orphan'],
  ]
  return problems.flatMap(([is, what]) => (is ? [`${what}\n${withoutDebug(stderr)}`] : []))
}

/** A credential that lives: its secret is kept, the journal leads to it, or it was told of. */
function isKnown(id: string, stderr: string, state: Act['state']): boolean {
  const isNewest = id === state.created.at(-1)
  return state.kept.includes(isNewest ? 'new' : 'another') || isLeft(state) || stderr.includes(id.slice(0, 8))
}

/** What a command told, without what only `--debug` tells. */
export function withoutDebug(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !line.startsWith('debug:'))
    .join('\n')
}
