import type { Context } from '../../app/context.ts'
import { type InstallableEngine, installableOf } from '../../installation/targets.ts'
import { pickEngine } from '../../logins/engine.ts'
import type { EngineName } from '../../vocabulary.ts'

/** The arguments and options of `dgsh helper install` and `uninstall`. */
export interface HelperOptions {
  engine: EngineName | undefined
  dryRun: boolean
}

/** Returns the engine that was asked for, else that of `dgsh login`. */
export async function pickInstallable(
  asked: EngineName | undefined,
  context: Context,
): Promise<InstallableEngine> {
  return installableOf((await pickEngine(asked, context)).name)
}
