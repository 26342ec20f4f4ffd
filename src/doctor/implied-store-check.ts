import type { Context } from '../app/context.ts'
import { findStoreProblem } from '../logins/implied-store.ts'
import type { EngineName } from '../vocabulary.ts'
import { type Check, fail } from './check.ts'

/** A list of the helper's, and a login that `pass` is to encrypt. */
const SECONDS = 14

/** The engines that pick a credential helper by themselves. */
const PICKING: readonly EngineName[] = ['docker', 'helm']

/** Whether docker's and helm's next login would get to a credential helper that can keep it, also where there is no config file yet. */
export function impliedStoreCheck(context: Context): Check {
  return {
    name: 'docker-helper',
    group: 'This machine',
    seconds: SECONDS,
    async run() {
      const { registry } = await context.settings()
      const installed = PICKING.filter((engine) => context.host.findEngine(engine) !== undefined)
      const found = await Promise.all(
        installed.map((engine) => findStoreProblem(engine, registry.value, context)),
      )
      return found.flatMap((problem) =>
        problem === undefined ? [] : [fail('docker-helper', problem.message, problem.fix)],
      )
    },
  }
}
