import type { ExpectedExec } from '../../../helpers/context.ts'
import { dockerHome } from '../../../helpers/docker-home.ts'
import { type FakeRegistry, fakeRegistry, type RegistryReply } from '../../../helpers/fake-registry.ts'
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
  return { ...made, registry, context: replacing(made.context, { registry: async () => registry }) }
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
