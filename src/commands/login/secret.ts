import type { Context } from '../../app/context.ts'
import type { Named } from '../../app/credential-name.ts'
import { DgshError } from '../../errors.ts'
import { askSecret, findHeldSecret, findKeptSecret, type HeldSecret } from '../../secrets/secret-of.ts'
import { message, path } from '../../ui/message.ts'

/** A secret that a login worked with, and where it came from. */
export interface UsedSecret {
  secret: string
  source: 'standard input' | 'store' | 'engine' | 'prompt'
}

/** What the secret is for. */
export interface Wanted {
  subject: Named
  registry: string
  /** The secret from standard input. */
  piped: string | undefined
}

/**
 * Logs in with the secret of a credential: the one that was piped, else the stored one, else that of a login which an engine of this
 * machine has for the same credential at the same registry, else the one that is asked for. What another engine has may be wrong:
 * on a terminal it is asked for then.
 */
export async function withSecret(
  { subject, registry, piped }: Wanted,
  logIn: (secret: string) => Promise<void>,
  context: Context,
): Promise<UsedSecret> {
  const use = async (secret: string, source: UsedSecret['source']) => {
    await logIn(secret)
    return { secret, source }
  }
  if (piped !== undefined) return use(piped, 'standard input')
  const kept = await findKeptSecret(subject.id, context)
  if (kept !== undefined) return use(kept, 'store')
  const held = await findHeldSecret(subject.id, registry, context)
  if (held !== undefined && (await isTaken(held, use, context)))
    return { secret: held.secret, source: 'engine' }
  return use(await askSecret(subject, context), 'prompt')
}

/** False, after saying so, when the registry refuses the secret and another can be asked for. */
async function isTaken(
  { secret, login: { engine, place } }: HeldSecret,
  use: (secret: string, source: 'engine') => Promise<unknown>,
  context: Context,
): Promise<boolean> {
  context.messages.note(message`dgsh takes the secret from ${engine}'s login in ${path(place)}`)
  try {
    await use(secret, 'engine')
    return true
  } catch (error) {
    const isRefused = error instanceof DgshError && error.code === 'login_refused'
    if (!isRefused || !context.io.canPrompt || context.host.signal.aborted) throw error
    context.messages.note(error.message)
    return false
  }
}
