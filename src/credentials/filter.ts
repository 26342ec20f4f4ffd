import type { Credential } from '../deepgram/credential.ts'
import { shortScope } from '../deepgram/names.ts'
import { ownerOf } from './columns.ts'
import { searchFor } from './search.ts'

/** What `creds list` may be narrowed to and sorted by; what is missing does not narrow. */
export interface CredentialFilter {
  /** Words to search for: see {@link searchFor}. */
  search?: string | undefined
  /** Scopes, short or full; a credential needs all of them. */
  scopes?: readonly string[] | undefined
  /** Part of the owner's address, or the member id. */
  owner?: string | undefined
  provider?: string | undefined
  /** Milliseconds. */
  olderThan?: number | undefined
  /** Milliseconds. */
  newerThan?: number | undefined
  sort: SortKey
  reverse: boolean
  limit?: number | undefined
}

/** What a list can be sorted by. */
export const SORT_KEYS = ['created', 'id', 'owner', 'comment'] as const

/** A value of `--sort`. */
export type SortKey = (typeof SORT_KEYS)[number]

/** Returns the credentials that match the filter, sorted: the newest first by `created`, else alphabetically. */
export function filterCredentials(
  credentials: readonly Credential[],
  filter: CredentialFilter,
  now: Date,
): Credential[] {
  const found = credentials
    .filter(searchFor(filter.search ?? ''))
    .filter((credential) => matches(credential, filter, now))
    .sort(comparing(filter.sort))
  if (filter.reverse) found.reverse()
  return filter.limit === undefined ? found : found.slice(0, filter.limit)
}

function matches(
  credential: Credential,
  { scopes, owner, provider, olderThan, newerThan }: CredentialFilter,
  now: Date,
): boolean {
  const has = credential.scopes.map(shortScope)
  const age = now.getTime() - Date.parse(credential.created)
  return (
    (scopes ?? []).every((scope) => has.includes(shortScope(scope))) &&
    (owner === undefined || isOwner(credential, owner.toLowerCase())) &&
    (provider === undefined || credential.provider.toLowerCase() === provider.toLowerCase()) &&
    (olderThan === undefined || age > olderThan) &&
    (newerThan === undefined || age < newerThan)
  )
}

function isOwner({ owner }: Credential, wanted: string): boolean {
  return owner.member_id?.toLowerCase() === wanted || owner.email?.toLowerCase().includes(wanted) === true
}

function comparing(key: SortKey): (a: Credential, b: Credential) => number {
  if (key === 'created') return (a, b) => compare(b.created, a.created)
  const value = {
    id: ({ id }: Credential) => id,
    owner: ownerOf,
    comment: ({ comment }: Credential) => comment ?? '',
  }[key]
  return (a, b) => compare(value(a).toLowerCase(), value(b).toLowerCase())
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
