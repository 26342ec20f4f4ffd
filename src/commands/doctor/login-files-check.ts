import type { Context } from '../../context.ts'
import { writtenFile } from '../../engines/written-file.ts'
import { ENGINE_NAMES } from '../../vocabulary.ts'
import { faultsOfFile } from '../explain-faults.ts'
import { loginSearch } from '../login-search.ts'
import { type Check, type Finding, fail } from './check.ts'
import { STORE_SECONDS } from './limits.ts'

/** The files that the logins of installed engines rewrite, but for docker's own, which has a check of its own. */
export function loginFilesCheck(context: Context): Check {
  return {
    name: 'login-files',
    group: 'This machine',
    seconds: STORE_SECONDS,
    async run() {
      const search = await loginSearch(context)
      const installed = ENGINE_NAMES.filter(
        (engine) => engine !== 'docker' && context.findEngine(engine) !== undefined,
      )
      const files = await Promise.all(installed.map((engine) => writtenFile(engine, search)))
      return installed.flatMap((engine, index): Finding[] => {
        const file = files[index]
        if (file === undefined || files.findIndex((other) => other?.path === file.path) < index) return []
        const found = faultsOfFile(engine, file, search.registry, context.env)
        return found === undefined ? [] : [fail('login-files', found.message, found.fix)]
      })
    },
  }
}
