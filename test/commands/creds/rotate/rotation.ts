import { advance } from '../../../../src/operations/rotation/advance.ts'
import { secretName } from '../../../../src/store/store.ts'
import type { ExpectedExec } from '../../../helpers/context.ts'
import { dockerHome } from '../../../helpers/docker-home.ts'
import { type FakeRegistry, fakeRegistry, type RegistryReply } from '../../../helpers/fake-registry.ts'
import { memoryStore } from '../../../helpers/memory-store.ts'
import { operation, type RecordChanges, rotation } from '../../../helpers/operations.ts'
import { idOf, SECRET } from '../../../helpers/samples.ts'
import {
  type LifecycleContext,
  type LifecycleSetup,
  lifecycleContext,
  replacing,
  type Script,
} from '../../../helpers/scripted-lifecycle.ts'

/** What the registry says when all is well. */
export const ACCEPTED: RegistryReply = { api: true, engine: true }

/** A Context with a scripted API and a scripted registry. */
export interface RotationContext extends LifecycleContext {
  registry: FakeRegistry
}

/** Makes such a Context; no engine holds anything, unless the environment says where. */
export async function rotationContext(
  script: Script,
  { replies = [], ...setup }: LifecycleSetup & { replies?: readonly RegistryReply[] } = {},
): Promise<RotationContext> {
  const registry = fakeRegistry(...replies)
  const env = { ...dockerHome().env, ...setup.env }
  const made = await lifecycleContext(script, { ...setup, env })
  return {
    ...made,
    registry,
    context: replacing(made.context, { remote: { registry: async () => registry } }),
  }
}

/** A hook, as it is run with a credential instead of another. */
export function hookRun(file: string, number = 2, instead = 1, secret = SECRET): ExpectedExec {
  const env = {
    DGSH_CREDENTIAL_ID: idOf(number),
    DGSH_USERNAME: `deepgram+${idOf(number)}`,
    DGSH_REGISTRY: 'quay.io',
    DGSH_OLD_CREDENTIAL_ID: idOf(instead),
  }
  return { request: { file, args: [], input: secret, env } }
}

/** The secret of the first credential. */
export const OLD_SECRET = 'OLDSECRETOLDSECR'.repeat(4)

/** How a rotation goes on. */
export interface AdvanceSetup extends LifecycleSetup {
  replies?: readonly RegistryReply[]
  /** The numbers of the credentials whose secrets the store has; the first one's when left out. */
  kept?: readonly number[]
}

/** A rotation that was left so, and what takes it to its end, with a store in memory. */
export async function advancing(
  left: RecordChanges,
  script: Script,
  { kept = [1], ...setup }: AdvanceSetup = {},
) {
  const secretOf = (number: number) => (number === 1 ? OLD_SECRET : SECRET)
  const store = memoryStore(
    Object.fromEntries(kept.map((number) => [secretName(idOf(number)), secretOf(number)])),
  )
  const made = await rotationContext(script, { ...setup, operations: [operation(left)] })
  const log = await (await made.context.journal()).take(rotation(left))
  return { ...made, store, go: () => advance({ log, store, wait: 0 }, made.context) }
}
