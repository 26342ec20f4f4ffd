import type { Context, Host, Parts } from '../app/context.ts'
import { record } from '../app/record.ts'
import { findForgetfulHelper } from '../engines/choose-helper.ts'
import { LOGIN_VARIABLE, loginsOfVariable } from '../engines/docker-config.ts'
import { type EngineLogin, withoutScheme } from '../engines/engine-login.ts'
import { hostOf } from '../engines/login-config.ts'
import { findLogins } from '../engines/logins.ts'
import { plainTextFile } from '../engines/outcome.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import type { ExecResult } from '../ports.ts'
import { command, type Message, message, path } from '../ui/message.ts'
import { type Engine, noteDropped } from './engine.ts'
import { helperFix } from './helper-fix.ts'
import { installedEnvironment } from './installed-file.ts'
import { withLoginLock } from './login-lock.ts'
import { loginSearch } from './login-search.ts'
import { type Login, runLogin } from './run-login.ts'

/**
 * Logs an engine in by its own login command, which checks the login with the registry and keeps it. Throws when the engine does
 * not; what it held before is still there then.
 *
 * docker-credential-pass keeps a login for each username and gives the first by the alphabet (seen with 0.6.4): a former one
 * is in the way until the engine has logged out. That is the one moment without a login, and it is as short as can be, as
 * the engine has just shown that it can log in again; `relogin` sees to it when it then cannot. What is not as it should be
 * after a login goes to `warn`.
 */
export async function logIn(
  given: Login,
  context: Context,
  warn: (warning: Message) => void = context.messages.note,
): Promise<void> {
  const { engine, registry, credential, username, secret } = given
  const login = { ...given, env: given.env ?? (await installedEnvironment(engine.name, registry, context)) }
  context.redaction.protect(secret)
  await noteDropped(engine, login, context)
  // docker reads and writes its file without a lock, and of two logins at once only one would stay.
  const result = await withLoginLock(context, () => runLogin(login, context))
  const found = await givenByHelper(login, context)
  if (found === undefined) await requireKept(login, context)
  const former = found?.username === username ? undefined : found
  if (former !== undefined) {
    context.messages.debug(`${engine.name} still gives a former login: logging it out, and in again`)
    await (await import('./relogin.ts')).relogin(login, former, context)
  }
  for (const warning of warningOfPlainText(engine, result, context.host)) warn(warning)
  for (const warning of await warningOfVariable(login, context)) warn(warning)
  await record(context, {
    action: 'engine_logged_in',
    credential,
    detail: { engine: engine.name, registry, username },
  })
}

/** What the helper of the engine's logins gives after the login, first what hides the new one; undefined when it gives none. */
async function givenByHelper(
  { engine, registry, username, env }: Login,
  context: Parts<'host' | 'settings'>,
): Promise<EngineLogin | undefined> {
  const { logins } = await findLogins(await loginSearch(context, hostOf(registry), env))
  const given = logins.filter(
    (login) =>
      login.helper !== undefined &&
      (login.engine === 'docker') === (engine.name === 'docker') &&
      withoutScheme(login.key) === registry,
  )
  return given.find((login) => login.username !== username) ?? given[0]
}

/** Throws `login_refused` when the engine has given the login to a helper that keeps nothing: it does not notice that itself. */
async function requireKept(
  { engine, registry, env }: Login,
  context: Parts<'host' | 'settings'>,
): Promise<void> {
  const helper = await findForgetfulHelper(engine.name, await loginSearch(context, hostOf(registry), env))
  if (helper === undefined) return
  throw new DgshError(
    'login_refused',
    `${engine.name} gave the login to ${helper}, which takes it and keeps nothing: there is no login for ${registry}`,
    { hint: `check that ${helper} is set up, or name another "credsStore" in ${engine.name}'s config file` },
  )
}

/** docker takes a login in the environment over the one that it has just kept, and says nothing of it. */
async function warningOfVariable(
  { engine, registry, username, secret }: Login,
  context: Parts<'host' | 'settings'>,
): Promise<Message[]> {
  if (engine.name !== 'docker' || !context.host.env[LOGIN_VARIABLE]) return []
  const used = loginsOfVariable(await loginSearch(context)).get(registry)
  if (used === undefined || (used.username === username && used.secret === secret)) return []
  const whose = used.username === username ? 'another secret' : `the login of ${used.username}`
  return [
    `${LOGIN_VARIABLE} has ${whose} for ${registry}, and docker uses that as long as it is set: unset ${LOGIN_VARIABLE}`,
  ]
}

function warningOfPlainText({ name }: Engine, { stderr }: ExecResult, host: Host): Message[] {
  const file = plainTextFile(stderr)
  if (file === undefined) return []
  const place = path(tildePath(file, host.env))
  const install = command(helperFix(name, host))
  return [message`${name} keeps the secret unencrypted in ${place}; to keep it in your store: ${install}`]
}
