import type { Credential } from '../deepgram/credential.ts'
import { shortScope } from '../deepgram/names.ts'
import type { Column, Listing } from '../ui/column.ts'
import { formatAge } from './age.ts'

/** A credential in every output format; `now` is what its age is counted to. */
export function credentialListing(rows: readonly Credential[], now: Date): Listing<Credential> {
  return { rows, columns: credentialColumns(now), id: ({ id }) => id, data: credentialData }
}

/** The scopes in their short form. */
export function scopesOf({ scopes }: Credential): string {
  return scopes.map(shortScope).join(', ')
}

/** The owner as far as the API key may see it: the address, else the member's id. */
export function ownerOf({ owner }: Credential): string {
  return owner.email ?? owner.member_id ?? ''
}

/** The day of creation, UTC: `2023-06-28`. */
export function dayOf({ created }: Credential): string {
  return created.slice(0, 10)
}

function credentialColumns(now: Date): Column<Credential>[] {
  return [
    { name: 'id', header: 'ID', value: ({ id }) => id, paint: 'id' },
    { name: 'username', header: 'USERNAME', value: ({ username }) => username, short: () => 'deepgram+…' },
    { name: 'scopes', header: 'SCOPES', value: scopesOf, wrapsTo: 10 },
    { name: 'created', header: 'CREATED', value: ({ created }) => created, cell: dayOf, paint: 'faint' },
    { name: 'comment', header: 'COMMENT', value: ({ comment }) => comment ?? '', wrapsTo: 10, wide: true },
    { name: 'tags', header: 'TAGS', value: ({ tags }) => tags.join(', '), wrapsTo: 8, wide: true },
    { name: 'owner', header: 'OWNER', value: ownerOf, wrapsTo: 12, wide: true },
    { name: 'provider', header: 'PROVIDER', value: ({ provider }) => provider, wide: true },
    {
      name: 'age',
      header: 'AGE',
      value: ({ created }) => formatAge(created, now),
      wide: true,
      paint: 'faint',
    },
  ]
}

/** A credential as plain data: every field, null for what is not known. */
export function credentialData(credential: Credential): unknown {
  const { id, username, provider, scopes, comment, tags, created, owner } = credential
  return {
    id,
    username,
    provider,
    scopes,
    comment: comment ?? null,
    tags,
    created,
    owner: { member_id: owner.member_id ?? null, email: owner.email ?? null },
  }
}
