import type { Context, Parts } from '../app/context.ts'
import { storeLogin } from '../engines/credential-helper.ts'
import type { EngineLogin } from '../engines/engine-login.ts'
import { readLoginSecret } from '../engines/logins.ts'
import { DgshError } from '../errors.ts'
import { endLogin, recordLogout } from './log-out.ts'
import { withLoginLock } from './login-lock.ts'
import { loginSearch } from './login-search.ts'
import { type Login, runLogin } from './run-login.ts'

/** Between the attempts: what keeps an engine from a login that it has just had is mostly over soon. */
const PAUSES_MS = [500, 1000, 2000]

/**
 * Logs an engine out of what its helper still gives, and in again. In between it has no login, so that nothing stops this: an
 * interruption is heeded when it has one, and a login that fails is tried again; when it fails for good, the helper gets the
 * former one back. Throws then, and says what the engine has.
 */
export async function relogin(
  login: Login,
  former: EngineLogin,
  context: Context,
  pauses: readonly number[] = PAUSES_MS,
): Promise<void> {
  const secret = await borrowSecret(former, context)
  const failure = await withLoginLock(context, async () => {
    // Another dgsh may have been waited for.
    if (context.host.signal.aborted) throw context.host.signal.reason
    await endLogin(login, context, true)
    const last = await logInAgain(login, context, pauses)
    if (last === undefined) return undefined
    return explain(last, login, await putBack(former, secret, context), context)
  })
  await recordLogout(login, context)
  if (failure !== undefined) throw failure
  if (context.host.signal.aborted) throw context.host.signal.reason
}

async function borrowSecret(former: EngineLogin, context: Context): Promise<string | undefined> {
  const secret = await readLoginSecret(former, await loginSearch(context))
  if (secret === undefined) return undefined
  context.redaction.protect(secret)
  return secret
}

/** Gives why the last attempt failed; undefined when one did not. An interruption ends the attempts. */
async function logInAgain(
  login: Login,
  context: Context,
  [wait, ...others]: readonly number[],
): Promise<unknown> {
  const failure: unknown = await runLogin(login, context, true).then(
    () => undefined,
    (error) => error,
  )
  if (failure === undefined || wait === undefined || isHanging(failure)) return failure
  context.messages.debug(`${login.engine.name} is logged out, and does not log in: again in ${wait} ms`)
  const goesOn = await context.clock.sleep(wait).then(
    () => true,
    () => false,
  )
  return goesOn ? logInAgain(login, context, others) : failure
}

/** An engine that hangs does so again, and nothing can stop it here. */
function isHanging(failure: unknown): boolean {
  return failure instanceof DgshError && failure.code === 'timeout'
}

/** Gives the username that the engine has again; undefined when it has none. */
async function putBack(
  { helper, key, username }: EngineLogin,
  secret: string | undefined,
  context: Parts<'host' | 'settings'>,
): Promise<string | undefined> {
  if (helper === undefined || secret === undefined) return undefined
  const { exec, ...access } = await loginSearch(context)
  const untilDone: Context['host']['exec'] = (request) => exec({ ...request, untilDone: true })
  // The engine itself would ask the registry, which does not answer.
  const isBack = await storeLogin(helper, { server: key, username, secret }, { ...access, exec: untilDone })
  return isBack ? username : undefined
}

function explain(
  failure: unknown,
  { engine: { name }, registry, credential }: Login,
  back: string | undefined,
  context: Parts<'host' | 'messages'>,
): unknown {
  if (!(failure instanceof DgshError)) return failure
  const state = `${name} was logged out for the new login, and ${
    back === undefined ? `has none for ${registry} now` : `has the former one of ${back} again`
  }`
  if (context.host.signal.aborted) {
    context.messages.note(state)
    return context.host.signal.reason
  }
  const { code, message, hint } = failure
  const again = `when ${registry} answers again: dgsh login ${credential} --engine ${name}`
  return new DgshError(code, `${message}; ${state}`, { hint: back === undefined ? again : hint })
}
