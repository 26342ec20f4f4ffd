import type { Context } from '../app/context.ts'
import { findLogins } from '../engines/logins.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import { findStoreProblem } from '../logins/implied-store.ts'
import { loginSearch } from '../logins/login-search.ts'
import { placeOfStore } from '../secrets/choose-store.ts'
import { isAboutStore } from '../store/store.ts'
import { message, plainText } from '../ui/message.ts'
import type { EngineName } from '../vocabulary.ts'
import { install } from './install.ts'
import { planInstall } from './plan-install.ts'
import { problemOfProgram } from './program.ts'
import { sayInstalled } from './say-installed.ts'
import { installableOf } from './targets.ts'

/** A login of an engine. */
export interface OfferedLogin {
  engine: EngineName
  registry: string
}

/**
 * Offers on a terminal to have an engine ask dgsh for its login, where the engine itself could not keep one. A no is remembered in the
 * profile, and the engine is left as it is. Throws what `planInstall` and `install` throw.
 */
export async function offerInsteadOfStore(
  { engine, registry }: OfferedLogin,
  context: Context,
): Promise<void> {
  if (!(await mayAsk(context))) return
  const problem = await findStoreProblem(engine, registry, context)
  if (problem === undefined || !(await isPossible(context))) return
  context.messages.note(problem.message)
  await ask(`Have ${engine} ask dgsh for its login instead?`, engine, context)
}

/**
 * Offers on a terminal to have an engine ask dgsh for its login, where that is unencrypted in a file and dgsh has a better store. A no is
 * remembered in the profile; what keeps the login from moving to the store is a note.
 */
export async function offerInsteadOfFile(login: OfferedLogin, context: Context): Promise<void> {
  const { engine } = login
  const file = (await mayAsk(context)) ? await plainFile(login, context) : undefined
  const store = file === undefined ? undefined : await betterStore(context)
  if (file === undefined || store === undefined || !(await isPossible(context))) return
  const question = message`Move the secret from ${file} to ${store}, where ${engine} asks dgsh for it?`
  try {
    await ask(plainText(question), engine, context)
  } catch (error) {
    if (!(error instanceof DgshError) || error.code === 'interrupted' || context.host.signal.aborted)
      throw error
    context.messages.note(`the secret stays there: ${error.message}`)
  }
}

async function mayAsk(context: Context): Promise<boolean> {
  return context.io.canPrompt && (await context.settings()).install_helper.value !== 'never'
}

async function isPossible({ host }: Context): Promise<boolean> {
  return (await problemOfProgram(host)) === undefined
}

/** The file, as people write it, in which the engine has the login; undefined where it has none there. */
async function plainFile({ engine, registry }: OfferedLogin, context: Context): Promise<string | undefined> {
  const { logins } = await findLogins(await loginSearch(context, registry))
  const found = logins.find(
    (login) => login.engine === engine && login.helper === undefined && login.variable === undefined,
  )
  return found && tildePath(found.file, context.host.env)
}

/** Where dgsh would store the secret; undefined where that is a file, too, or does not work now. */
async function betterStore(context: Context) {
  const { store: chosen } = await context.settings()
  if (chosen.value === 'file') return undefined
  const store = await context.stores.open(chosen.value ?? 'keychain')
  try {
    if (!store.writable) return undefined
    await store.probe()
    return placeOfStore(store, context.host.env)
  } catch (error) {
    if (!isAboutStore(error)) throw error
    return undefined
  }
}

async function ask(question: string, engine: EngineName, context: Context): Promise<void> {
  if (!(await (await context.io.prompt()).confirm(question))) {
    const { profile } = await context.settings()
    await (await context.settingsFile()).changeProfile(profile.value, { install_helper: 'never' })
    context.messages.note('dgsh does not ask this again; to do it later: dgsh helper install')
    return
  }
  const plan = await planInstall(installableOf(engine), context)
  for (const note of plan.existing.notes) context.messages.note(note)
  await sayInstalled(plan, await install(plan, context), context)
}
