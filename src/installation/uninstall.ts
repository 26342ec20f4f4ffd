import type { Context } from '../app/context.ts'
import { record } from '../app/record.ts'
import { askLogin, storeLogin } from '../engines/credential-helper.ts'
import type { HeldLogin } from '../engines/login-config.ts'
import { findLoginInUse } from '../engines/login-in-use.ts'
import { DgshError } from '../errors.ts'
import { replaceFile } from '../files/replace-file.ts'
import { withLoginLock } from '../logins/login-lock.ts'
import { isSame } from './change.ts'
import { NAMESPACE } from './existing-login.ts'
import { notTaken, type RestoredFile, type UninstallPlan } from './plan-uninstall.ts'
import { accessOf, isSameLogin } from './program.ts'
import { searchWithoutVariable } from './targets.ts'

/**
 * Carries out a plan. A former helper has the login, and has given it back, before a file is changed; what is on record goes last. Killed
 * in between, the engine has a login all the same.
 */
export async function uninstall(plan: UninstallPlan, context: Context): Promise<void> {
  const { engine, registry, login, helpers, files, isLast } = plan
  await (await context.helperFile()).probe()
  context.host.loadAhead()
  await withLoginLock(context, async () => {
    for (const name of helpers) if (login !== undefined) await giveBack(name, login, plan, context)
    for (const file of files) await restoreFile(file, context)
    await requireLogin(plan, context)
    if (isLast) await (await context.helperFile()).changeLogin(registry, undefined)
  })
  await record(context, { action: 'helper_uninstalled', credential: null, detail: { engine, registry } })
}

/** Nobody is left without a login and does not know it, whatever the reason. */
async function requireLogin({ engine, registry, login }: UninstallPlan, context: Context): Promise<void> {
  if (login === undefined) return
  const found = await findLoginInUse(engine, await searchWithoutVariable(registry, context), NAMESPACE)
  if (found !== undefined && !('reason' in found) && found.username === login.username) return
  throw new DgshError('failed', `${engine} does not find its login for ${registry} any more`, {
    hint: `to log in again: dgsh login --engine ${engine}`,
  })
}

async function giveBack(
  name: string,
  login: HeldLogin,
  { engine, registry }: UninstallPlan,
  context: Context,
): Promise<void> {
  const access = accessOf(context)
  await storeLogin(name, { server: registry, ...login }, access)
  const answer = await askLogin(name, registry, access)
  if ('login' in answer && answer.login !== undefined && isSameLogin(answer.login, login)) return
  throw notTaken(engine, name, 'reason' in answer ? answer.reason : 'it does not give it back')
}

async function restoreFile(
  { path, before, after, installation }: RestoredFile,
  context: Context,
): Promise<void> {
  if (before !== after) replaceFile(path, { before, after })
  const isOwn = isSame(installation)
  const file = await context.helperFile()
  if ((await file.read()).installations.some(isOwn))
    await file.changeInstallations((all) => all.filter((one) => !isOwn(one)))
}
