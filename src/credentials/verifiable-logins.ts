import type { Context } from '../app/context.ts'
import { resolveProject } from '../app/project.ts'
import type { Credential } from '../deepgram/credential.ts'
import { usernameOf } from '../deepgram/names.ts'
import { findLoginInUse } from '../engines/login-in-use.ts'
import { findLogins } from '../engines/logins.ts'
import { DgshError } from '../errors.ts'
import { loginSearch } from '../logins/login-search.ts'
import { findSecret, listKeptIds, readPipedSecret } from '../secrets/secret-of.ts'
import type { EngineName } from '../vocabulary.ts'
import { fullIdOf, resolveCredential } from './resolve.ts'

/** What names the logins to verify; nothing for all that this machine has. */
export interface VerifiableBy {
  credentials: readonly string[]
  engine: EngineName | undefined
  secretStdin: boolean
}

/** A login that is to be verified. */
export interface VerifiableLogin {
  /** The credential's id; for a login that is none of Deepgram's, its username. */
  id: string
  username: string
  secret: string
  /** Where the secret came from, for people. */
  source: string
  /** The stores and engines of this machine that have it, in a word each. */
  foundIn: readonly string[]
  /** Undefined when it is not known, or there is none. */
  comment: string | undefined
  /** Its scopes as Deepgram has them; undefined when that is not known. */
  scopes: readonly string[] | undefined
}

type Candidate = Omit<VerifiableLogin, 'scopes' | 'comment'>

/** The namespace of Deepgram's images. */
const NAMESPACE = 'deepgram'

/** Finds what to verify, with secrets and, where there is an API key, scopes and comments. */
export async function findVerifiableLogins(
  options: VerifiableBy,
  context: Context,
): Promise<VerifiableLogin[]> {
  const candidates = await findCandidates(options, context)
  const known = await readScopes(context)
  return candidates.map((candidate) => {
    const { scopes, comment } = known?.get(candidate.id) ?? {}
    return { ...candidate, scopes, comment }
  })
}

async function findCandidates(
  { credentials, engine, secretStdin }: VerifiableBy,
  context: Context,
): Promise<Candidate[]> {
  if (engine !== undefined) return [await readEngine(engine, context)]
  const piped = await readPipedSecret(secretStdin, context)
  if (credentials.length > 0) {
    const found: Candidate[] = []
    for (const text of credentials) found.push(await findCandidate(text, piped, context))
    return found
  }
  const known = await findKnown(context)
  return known.length > 0 ? known : [await findCandidate(undefined, undefined, context)]
}

async function findCandidate(
  text: string | undefined,
  piped: string | undefined,
  context: Context,
): Promise<Candidate> {
  const id = fullIdOf(text) ?? (await resolveCredential(text, context)).id
  const { secret, source, holder } = await findSecret(id, piped, context)
  return { id, username: usernameOf(id), secret, source, foundIn: [holder] }
}

/** Returns the credentials whose secrets the store or an engine of this machine has, each once. */
async function findKnown(context: Context): Promise<Candidate[]> {
  const kept = await listKeptIds(context.stores, context.messages.note)
  const { logins } = await findLogins(await loginSearch(context))
  const held = logins.map(({ username, engine }) => ({ id: fullIdOf(username), engine }))
  const found: Candidate[] = []
  for (const id of new Set([...kept, ...held.flatMap((login) => login.id ?? [])])) {
    const candidate = await findCandidate(id, undefined, context)
    const engines = held.filter((login) => login.id === id).map(({ engine }) => engine)
    found.push({ ...candidate, foundIn: [...new Set([...engines, ...candidate.foundIn])] })
  }
  return found
}

/** The login that an engine would really use, read as the engine reads it. */
async function readEngine(engine: EngineName, context: Context): Promise<Candidate> {
  const search = await loginSearch(context)
  const login = await findLoginInUse(engine, search, NAMESPACE)
  if (login === undefined) {
    throw new DgshError('not_logged_in', `${engine} has no login for ${search.registry}`, {
      hint: `dgsh login --engine ${engine}`,
    })
  }
  if ('reason' in login) {
    throw new DgshError('engine_failed', `the login of ${engine} cannot be read: ${login.reason}`, {
      hint: `fix that, then try again: dgsh verify --engine ${engine}`,
    })
  }
  const { username, secret, place } = login
  context.redaction.protect(secret)
  return { id: fullIdOf(username) ?? username, username, secret, source: place, foundIn: [engine] }
}

/** The credentials by their ids; undefined, with a note, when Deepgram cannot be asked: the registry still can. */
async function readScopes(context: Context): Promise<Map<string, Credential> | undefined> {
  try {
    if ((await context.remote.apiKey()) === undefined) {
      context.messages.note(
        'without an API key the scopes are not known: ok means that at least one image can be pulled',
      )
      return undefined
    }
    const credentials = await (await context.remote.api()).listCredentials(await resolveProject(context))
    return new Map(credentials.map((credential) => [credential.id, credential]))
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    context.messages.note(
      `the scopes are not known (${error.message}): ok means that at least one image can be pulled`,
    )
    return undefined
  }
}
