import type { Context } from '../app/context.ts'
import { usernameOf } from '../deepgram/names.ts'
import type { EngineLogin } from '../engines/engine-login.ts'
import { findLogins, readLoginSecret } from '../engines/logins.ts'
import { loginSearch } from '../logins/login-search.ts'
import type { BoundStore } from '../store/binding.ts'
import { secretName } from '../store/store.ts'
import { path, type Span } from '../ui/message.ts'
import { OWN_HELPER } from '../vocabulary.ts'
import { findSameStored } from './stored-copies.ts'

/** A place that keeps a secret by itself. */
export interface OtherCopy {
  /** An engine, or `store`. */
  holder: string
  place: Span | string
}

/** Where a secret is beside its entry in the store. */
export interface OtherCopies {
  copies: readonly OtherCopy[]
  /** The logins that docker-credential-dgsh takes from the store: they are no copies, and end with the entry. */
  served: readonly EngineLogin[]
}

/**
 * Finds the other copies of a stored secret: the same value in another store, or in a login that an engine of this user has for the
 * registry in use. What cannot be read does not count.
 */
export async function findOtherCopies(
  id: string,
  { secret, store }: { secret: string; store: BoundStore },
  context: Context,
): Promise<OtherCopies> {
  const search = await loginSearch(context)
  const { logins } = await findLogins(search)
  const own = logins.filter(({ username }) => username.toLowerCase() === usernameOf(id).toLowerCase())
  const held: OtherCopy[] = []
  for (const login of own.filter(({ helper }) => helper !== OWN_HELPER)) {
    const value = await readLoginSecret(login, search)
    if (value !== undefined) context.redaction.protect(value)
    if (value === secret) held.push({ holder: login.engine, place: path(login.place) })
  }
  const stored = await findSameStored(secretName(id), { secret, store }, context)
  return {
    copies: [...held, ...stored.map((place) => ({ holder: 'store', place }))],
    served: own.filter(({ helper }) => helper === OWN_HELPER),
  }
}
