import type { Context, Parts } from '../app/context.ts'
import { idInUsername } from '../deepgram/names.ts'
import { loginInUse } from '../logins/login-in-use.ts'
import { ENGINE_NAMES, type EngineName } from '../vocabulary.ts'
import { type KnownCredentials, knownCredentials } from './known-credentials.ts'

/** What an engine is logged in to the registry with. */
export interface EngineStatus {
  engine: EngineName
  /** Undefined when it has no login, or when that is not known. */
  username: string | undefined
  /** The credential's id and comment, if it is one and Deepgram told. */
  id: string | undefined
  comment: string | undefined
  place: string | undefined
  /** Why its login is not known. */
  problem: string | undefined
}

/** Returns what each installed engine is logged in with. Deepgram is asked for comments only where an engine uses a credential. */
export async function readEngines(context: Context): Promise<EngineStatus[]> {
  const known = knownCredentials(context)
  const installed = ENGINE_NAMES.filter((name) => context.host.findEngine(name) !== undefined)
  return Promise.all(installed.map((engine) => readEngine(engine, known, context)))
}

async function readEngine(
  engine: EngineName,
  known: KnownCredentials,
  context: Parts<'host' | 'settings'>,
): Promise<EngineStatus> {
  const none = { engine, username: undefined, id: undefined, comment: undefined, place: undefined }
  const found = await loginInUse(engine, context)
  if (found === undefined) return { ...none, problem: undefined }
  if ('reason' in found) return { ...none, problem: found.reason }
  const { username, place } = found
  const id = idInUsername(username)
  const comment = id === undefined ? undefined : (await known()).get(id)?.comment
  return { engine, username, id, comment, place, problem: undefined }
}
