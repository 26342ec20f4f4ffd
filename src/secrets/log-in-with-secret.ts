import type { Context, Parts } from '../app/context.ts'
import type { Named } from '../app/credential-name.ts'
import { DgshError } from '../errors.ts'
import { logIn } from '../logins/log-in.ts'
import type { Login } from '../logins/run-login.ts'
import type { Message } from '../ui/message.ts'
import { askSecret, findHeldSecret, findKeptSecret, noteHeld } from './secret-of.ts'

/** A secret that a login worked with, and where it came from. */
export interface UsedSecret {
  secret: string
  source: 'standard input' | 'store' | 'engine' | 'prompt'
}

/** A login that still needs the secret of its credential. */
export interface LoginWithoutSecret {
  subject: Named
  login: Omit<Login, 'secret'>
  /** The secret from standard input. */
  piped: string | undefined
}

/**
 * Logs in with the secret of a credential: the one that was piped, else the stored one, else that of a login which an engine of this
 * machine has for the same credential at the same registry, else the one that is asked for. What another engine has may be wrong:
 * on a terminal it is asked for then. What is not as it should be after the login goes to `warn`.
 */
export async function logInWithSecret(
  { subject, login, piped }: LoginWithoutSecret,
  context: Context,
  warn: (warning: Message) => void,
): Promise<UsedSecret> {
  const use = async (secret: string, source: UsedSecret['source']) => {
    await logIn({ ...login, secret }, context, warn)
    return { secret, source }
  }
  if (piped !== undefined) return use(piped, 'standard input')
  const kept = await findKeptSecret(subject.id, context)
  if (kept !== undefined) return use(kept, 'store')
  const held = await findHeldSecret(subject.id, login.registry, context)
  if (held === undefined) return use(await askSecret(subject, context), 'prompt')
  noteHeld(held.login, context.messages)
  try {
    return await use(held.secret, 'engine')
  } catch (error) {
    if (!canAskForAnother(error, context)) throw error
    context.messages.note(error.message)
    return use(await askSecret(subject, context), 'prompt')
  }
}

/** Returns true when the registry refuses the secret and the user can be asked for another. */
function canAskForAnother(error: unknown, { io, host }: Parts<'host' | 'io'>): error is DgshError {
  const isRefused = error instanceof DgshError && error.code === 'login_refused'
  return isRefused && io.canPrompt && !host.signal.aborted
}
