import type { Context } from '../app/context.ts'
import { idInUsername } from '../deepgram/names.ts'
import { findLogins } from '../engines/logins.ts'
import { loginSearch } from '../logins/login-search.ts'
import { listKeptIds } from './secret-of.ts'

/** Where the secrets of credentials are on this machine. */
export interface SecretPlaces {
  /** What the user calls the store. */
  store: string
  /** The ids of the credentials whose secrets are stored. */
  stored: ReadonlySet<string>
  /** The engines that are logged in with a credential, by its id. */
  engines: ReadonlyMap<string, ReadonlySet<string>>
  /** True when not all places could be looked at. */
  isUnclear: boolean
}

/** Looks for the secrets in the store and with the engines. Names are listed only: nobody is asked for a secret. */
export async function findSecretPlaces(context: Context): Promise<SecretPlaces> {
  const reasons: string[] = []
  const [store, stored, { logins, problems }] = await Promise.all([
    context.stores.chosen(),
    listKeptIds(context.stores, (reason) => reasons.push(reason)),
    loginSearch(context).then((search) => findLogins(search)),
  ])
  for (const reason of reasons) context.messages.note(`cannot list the stored secrets: ${reason}`)
  for (const { message } of problems) context.messages.debug(message)
  const engines = new Map<string, Set<string>>()
  for (const { username, engine } of logins) {
    const id = idInUsername(username)
    if (id !== undefined) engines.set(id, (engines.get(id) ?? new Set()).add(engine))
  }
  return {
    // A command is a whole line, and its place is not of interest here.
    store: store.writable ? store.name : 'command',
    stored: new Set(stored.map((id) => id.toLowerCase())),
    engines,
    // A store that cannot be written cannot list what it has, either.
    isUnclear: reasons.length + problems.length > 0 || !store.writable,
  }
}

/** Returns where the secret of a credential is: `keychain, docker`, or that it is not on this machine. */
export function describePlaces(id: string, { store, stored, engines, isUnclear }: SecretPlaces): string {
  const found = [...(stored.has(id) ? [store] : []), ...(engines.get(id) ?? [])]
  if (found.length > 0) return found.join(', ')
  return isUnclear ? 'unknown' : 'not on this machine'
}
