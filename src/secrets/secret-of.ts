import type { Context, Messages, Parts, Stores } from '../app/context.ts'
import { type Named, nameOf } from '../app/credential-name.ts'
import { usernameOf } from '../deepgram/names.ts'
import type { EngineLogin } from '../engines/engine-login.ts'
import { findLogins, readLoginSecret } from '../engines/logins.ts'
import { loginSearch } from '../logins/login-search.ts'
import type { BoundStore } from '../store/binding.ts'
import { credentialIdOf, isAboutStore, secretName } from '../store/store.ts'
import { message, path, plainText } from '../ui/message.ts'
import {
  type Confidential,
  readConfidential,
  refuseApiKey,
  refuseUsername,
  requireSource,
} from './confidential.ts'

const SECRET = { noun: 'secret', option: '--secret-stdin' } as const

/** The secret from standard input, where `--secret-stdin` says so; undefined where it does not. Throws a usage error. */
export async function readPipedSecret(fromStdin: boolean, context: Context): Promise<string | undefined> {
  if (!fromStdin) return undefined
  return read({ ...SECRET, fromStdin }, '', context)
}

/**
 * The secret of a credential in the store; undefined when it is not there. A store that cannot be looked into is an error,
 * except on a terminal: that is said, and the secret can be asked for.
 */
export async function findKeptSecret(id: string, context: Context): Promise<string | undefined> {
  try {
    const store = await context.stores.chosen()
    const secret = await store.get(secretName(id))
    if (secret === undefined) await noteElsewhere(id, store, context)
    return secret
  } catch (error) {
    if (!isAboutStore(error) || !context.io.canPrompt) throw error
    context.messages.note(error.message)
    return undefined
  }
}

/** Says that the secret is kept for another registry, and so is none for the one in use. */
async function noteElsewhere(
  id: string,
  store: BoundStore,
  context: Parts<'messages' | 'settings'>,
): Promise<void> {
  const hosts = await store.keptElsewhere(secretName(id)).catch(() => [])
  if (hosts.length === 0) return
  const { registry } = await context.settings()
  context.messages.note(
    `the secret of ${usernameOf(id)} is kept for ${hosts.join(' and ')}: dgsh does not send it to ${registry.value}`,
  )
}

/** The ids of the credentials whose secrets the store has; none, and `tell` is told why, where it cannot be looked into. */
export async function listKeptIds(stores: Stores, tell: (reason: string) => void): Promise<string[]> {
  const names = await (await stores.chosen()).list().catch((error: unknown): string[] => {
    if (!isAboutStore(error)) throw error
    tell(error.message)
    return []
  })
  return names.flatMap((name) => credentialIdOf(name) ?? [])
}

/** A secret that an engine holds. */
export interface HeldSecret {
  secret: string
  login: EngineLogin
}

/** The secret of a credential in the logins of this machine's engines; undefined when none holds it, or none gives it out. */
export async function findHeldSecret(
  id: string,
  registry: string,
  context: Context,
): Promise<HeldSecret | undefined> {
  const search = await loginSearch(context, registry)
  const { logins } = await findLogins(search)
  for (const login of logins.filter(({ username }) => username === usernameOf(id))) {
    const secret = await readLoginSecret(login, search)
    if (secret === undefined) continue
    context.redaction.protect(secret)
    return { secret, login }
  }
  return undefined
}

/** A secret, and where it came from, for people. */
export interface SourcedSecret {
  secret: string
  source: string
  /** The same in a word: a store or an engine. */
  holder: string
  /** The engine's login that it was taken from, if it was. */
  login?: EngineLogin
}

/** The secret of a credential from wherever it can be had: piped, kept, held by an engine, or asked for. */
export async function findSecret(
  id: string,
  piped: string | undefined,
  context: Context,
): Promise<SourcedSecret> {
  if (piped !== undefined) return { secret: piped, source: 'standard input', holder: 'stdin' }
  const found = await findSecretHere(id, context)
  return found ?? { secret: await askSecret({ id }, context), source: 'the prompt', holder: 'prompt' }
}

/** The secret of a credential that is on this machine: in the store, else in an engine's login; undefined when it is in neither. */
export async function findSecretHere(id: string, context: Context): Promise<SourcedSecret | undefined> {
  const kept = await findKeptSecret(id, context)
  if (kept !== undefined) {
    const { name } = await context.stores.chosen()
    return { secret: kept, source: name, holder: name }
  }
  const { registry } = await context.settings()
  const held = await findHeldSecret(id, registry.value, context)
  if (held === undefined) return undefined
  const { engine, place } = held.login
  return { secret: held.secret, source: place, holder: engine, login: held.login }
}

/** Says that a secret is taken from an engine's login: nobody put it in a store. */
export function noteHeld({ engine, place }: EngineLogin, messages: Messages): void {
  messages.note(message`dgsh takes the secret from ${engine}'s login in ${path(place)}`)
}

/** Asks for the secret of a credential. Throws `input_required` where prompts are disabled. */
export function askSecret(credential: Named, context: Context): Promise<string> {
  const question = plainText(message`Secret of ${nameOf(credential)}:`)
  return read({ ...SECRET, fromStdin: false }, question, context)
}

async function read(source: Confidential, message: string, context: Context): Promise<string> {
  requireSource(source, context.io)
  const secret = await readConfidential(source, message, context)
  refuseUsername(secret)
  await refuseApiKey(secret, context.remote)
  return secret
}
