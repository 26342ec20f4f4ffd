import type { Context } from '../app/context.ts'
import { record } from '../app/record.ts'
import { eraseLogin } from '../engines/credential-helper.ts'
import { replaceFile } from '../files/replace-file.ts'
import { helperProgram } from '../helper-protocol.ts'
import { withLoginLock } from '../logins/login-lock.ts'
import { requireStore } from '../secrets/keep-secret.ts'
import { isSame } from './change.ts'
import type { FilePlan, InstallPlan } from './plan-install.ts'
import { accessOf, keepInProgram } from './program.ts'

/** What came of an installation. */
export interface Installed {
  /** The name of the store that has the login, or the next one. */
  store: string
  /** What is not as it should be: sentences. */
  warnings: readonly string[]
}

/**
 * Carries out a plan. The login is in the store, and read back through docker-credential-dgsh, before a file names that program; each file
 * is changed at once; and only then other helpers lose the login. Killed in between, the engine has a login all the same.
 */
export async function install(plan: InstallPlan, context: Context): Promise<Installed> {
  const { engine, registry, existing, files } = plan
  const { login, helpers } = existing
  // Also where there is nothing to move: the engine's next login goes there.
  const store = (await requireStore(context)).name
  await (await context.helperFile()).probe()
  context.host.loadAhead()
  const warnings = await withLoginLock(context, async () => {
    if (login !== undefined) await keepInProgram(login, registry, context)
    for (const file of files) await changeFile(file, context)
    return eraseElsewhere(helpers, registry, context)
  })
  await record(context, {
    action: 'helper_installed',
    credential: null,
    detail: { engine, registry, ...(login === undefined ? {} : { username: login.username }) },
  })
  return { store, warnings }
}

/** What it takes to restore the file is written before the file is changed. */
async function changeFile({ path, before, after, installation }: FilePlan, context: Context): Promise<void> {
  const file = await context.helperFile()
  const isOwn = isSame(installation)
  await file.changeInstallations((all) => [...all.filter((one) => !isOwn(one)), installation])
  replaceFile(path, { before, after })
}

async function eraseElsewhere(
  helpers: readonly string[],
  registry: string,
  context: Context,
): Promise<string[]> {
  const warnings: string[] = []
  for (const name of helpers) {
    if (await eraseLogin(name, registry, accessOf(context))) continue
    warnings.push(`the login stays with ${helperProgram(name)}, too, which does not erase it`)
  }
  return warnings
}
