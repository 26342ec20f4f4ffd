import { abort } from '../../../../src/commands/creds/rotate/unfinished.ts'
import { type DockerHome, dockerLogin } from '../../../helpers/docker-home.ts'
import { operation, type RecordChanges } from '../../../helpers/operations.ts'
import { listEntry, SECRET } from '../../../helpers/samples.ts'
import { type LifecycleSetup, routeOf, type Script } from '../../../helpers/scripted-lifecycle.ts'
import { OLD_SECRET, rotationContext } from './rotation.ts'

/** What the store has: the secrets of both. */
export const secrets = { 1: OLD_SECRET, 2: SECRET }
/** The old one is there. */
export const show: Script = { [routeOf('GET', 1)]: { body: listEntry(1) } }
/** The new one can be deleted. */
export const remove: Script = { [routeOf('DELETE', 2)]: { status: 204 } }
/** A hook among the targets. */
export const hook = { kind: 'exec' as const, command: ['hook'] }

/** How the abort is called, and where. */
export interface Call extends LifecycleSetup {
  yes?: boolean
  hooks?: boolean
  credential?: string
}

/** A Context with a rotation that was left so, and its abort. */
export async function aborting(
  left: RecordChanges,
  script: Script,
  { yes = true, hooks = true, credential, ...setup }: Call = {},
) {
  const made = await rotationContext(script, { operations: [operation(left)], ...setup })
  return { ...made, go: () => abort({ credential, hooks, yes }, made.context) }
}

/** docker with that file, as the only target. */
export const engineTarget = (file: string) => [
  { kind: 'engine' as const, engine: 'docker' as const, key: 'quay.io', file },
]

/** Where the store has both secrets, and docker is logged in as the old one again. */
export function backIn(home: DockerHome): LifecycleSetup {
  return {
    secrets,
    env: home.env,
    engines: ['docker'],
    exec: (pathOf) => [dockerLogin(home, pathOf('docker'), { number: 1, secret: OLD_SECRET })],
  }
}
