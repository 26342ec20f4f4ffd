import type { Context, Parts } from '../app/context.ts'
import { fullIdOf, resolveCredential } from '../credentials/resolve.ts'
import { usernameOf } from '../deepgram/names.ts'
import type { EngineLogin } from '../engines/engine-login.ts'
import { findLogins, readLoginSecret } from '../engines/logins.ts'
import { loginSearch } from '../logins/login-search.ts'
import { errorOfRefusal, type RegistryLogin } from '../registry/login.ts'
import { findSecret, listKeptIds, readPipedSecret } from '../secrets/secret-of.ts'
import { id as idSpan, message, path } from '../ui/message.ts'

/** Which credential is to be used. */
export interface AccessOptions {
  /** An id, the start of one, or a username. */
  credential: string | undefined
  secretStdin: boolean
}

/** A login of the registry, and what it may pull. */
export interface Access {
  /** The credential's id. */
  id: string
  login: RegistryLogin
  /** By repository; undefined where the registry does not say. */
  pulls: ReadonlyMap<string, boolean | undefined>
}

/**
 * Finds the login to use and asks the registry, once, what it may pull of the repositories. With nothing named, that is the
 * one login that an engine on this machine holds; else the one that the store has a secret of; else the only one, or the one
 * that is picked. Throws `login_refused` with the reason.
 */
export async function openAccess(
  options: AccessOptions,
  repositories: readonly string[],
  context: Context,
): Promise<Access> {
  const { registry } = await context.settings()
  const { id, secret } = await findLogin(options, registry.value, context)
  const login = { username: usernameOf(id), secret }
  context.redaction.protect(secret)
  const answer = await (await context.remote.registry()).askAccess({ ...login, repositories })
  if (answer.login === 'refused') throw errorOfRefusal(answer, registry.value, login.username)
  return { id, login, pulls: answer.pulls }
}

interface FoundLogin {
  id: string
  secret: string
}

async function findLogin(
  { credential, secretStdin }: AccessOptions,
  registry: string,
  context: Context,
): Promise<FoundLogin> {
  const piped = await readPipedSecret(secretStdin, context)
  if (credential === undefined && piped === undefined) {
    const held = await findOnlyHeld(registry, context)
    if (held !== undefined) return held
  }
  const id = fullIdOf(credential ?? (piped === undefined ? await findOnlyKept(context) : undefined))
  const chosen = id ?? (await resolveCredential(credential, context)).id
  return { id: chosen, secret: (await findSecret(chosen, piped, context)).secret }
}

/** The one login of Deepgram that the engines of this machine hold; undefined for none, and for several. */
async function findOnlyHeld(registry: string, context: Context): Promise<FoundLogin | undefined> {
  const search = await loginSearch(context, registry)
  const { logins, problems } = await findLogins(search)
  for (const { message } of problems) context.messages.debug(message)
  const held = logins.flatMap((login) => {
    const id = idIn(login)
    return id === undefined ? [] : [{ id, login }]
  })
  if (new Set(held.map(({ id }) => id)).size !== 1) return undefined
  for (const { id, login } of held) {
    const secret = await readLoginSecret(login, search)
    if (secret === undefined) continue
    context.messages.note(
      message`uses ${idSpan(login.username)}, the login that ${login.engine} holds (${path(login.place)})`,
    )
    return { id, secret }
  }
  return undefined
}

function idIn({ username }: EngineLogin): string | undefined {
  const id = fullIdOf(username)
  return id !== undefined && username.toLowerCase() === usernameOf(id) ? id : undefined
}

/** The id of the one credential whose secret is in the store; undefined for none, several, or a store that cannot be listed. */
async function findOnlyKept(context: Parts<'messages' | 'stores'>): Promise<string | undefined> {
  const [only, second] = await listKeptIds(context.stores, context.messages.debug)
  if (only === undefined || second !== undefined) return undefined
  context.messages.note(message`uses ${idSpan(usernameOf(only))}, whose secret dgsh has stored`)
  return only
}
