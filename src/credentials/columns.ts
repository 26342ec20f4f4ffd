import type { Credential } from '../deepgram/credential.ts'
import { shortScope } from '../deepgram/names.ts'
import type { Column, Layout, Listing } from '../ui/column.ts'
import { formatAge } from './age.ts'
import { ALL_PRODUCTS_LABEL, opensEveryProduct } from './scopes.ts'

/** Returns credentials in every output format; `now` is what their age is counted to. */
export function credentialListing(
  rows: readonly Credential[],
  now: Date,
  secretIn: SecretIn = () => '',
): Listing<Credential> {
  const columns = credentialColumns(now, secretIn)
  return { rows, columns, layouts: LAYOUTS, id: ({ id }) => id, data: credentialData }
}

/** Returns where the secret of a credential is kept on this machine; empty where nobody has looked. */
export type SecretIn = (id: string) => string

/** The column of {@link SecretIn}, which takes a look at this machine. */
export const SECRET_COLUMN = 'secret_in'

/** From 140 columns on one line each, else two; what `wide` adds is below. */
const LAYOUTS: readonly Layout[] = [
  { from: 140, groups: [['id'], ['username'], ['scopes'], ['created'], ['comment']] },
  { from: 80, groups: [['id', 'username'], ['created'], ['scopes', 'comment']] },
  {
    from: 118,
    groups: [
      ['id', 'username'],
      ['created', 'age'],
      ['scopes', 'comment', 'tags'],
      [SECRET_COLUMN, 'owner', 'provider'],
    ],
  },
  {
    from: 80,
    groups: [
      ['id', 'username', 'owner', SECRET_COLUMN],
      ['created', '', 'age', 'provider'],
      ['scopes', 'comment', 'tags'],
    ],
  },
]

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

function credentialColumns(now: Date, secretIn: SecretIn): Column<Credential>[] {
  return [
    { name: 'id', header: 'ID', value: ({ id }) => id, paint: 'id' },
    {
      name: 'username',
      header: 'USERNAME',
      value: ({ username }) => username,
      whole: true,
      paint: 'faint',
    },
    {
      name: 'scopes',
      header: 'SCOPES',
      value: scopesOf,
      screen: (credential) =>
        opensEveryProduct(credential.scopes) ? ALL_PRODUCTS_LABEL : scopesOf(credential),
      list: true,
      wrapsTo: 14,
    },
    { name: 'created', header: 'CREATED', value: ({ created }) => created, cell: dayOf },
    {
      name: 'comment',
      header: 'COMMENT',
      value: ({ comment }) => comment ?? '',
      wrapsTo: 26,
      paint: 'heading',
    },
    {
      name: 'tags',
      header: 'TAGS',
      value: ({ tags }) => tags.join(', '),
      list: true,
      wrapsTo: 12,
      wide: true,
    },
    { name: 'owner', header: 'OWNER', value: ownerOf, wrapsTo: 16, wide: true },
    { name: 'provider', header: 'PROVIDER', value: ({ provider }) => provider, wrapsTo: 8, wide: true },
    { name: 'age', header: 'AGE', value: ({ created }) => formatAge(created, now), wide: true },
    {
      name: SECRET_COLUMN,
      header: 'SECRET IN',
      value: ({ id }) => secretIn(id),
      list: true,
      wrapsTo: 16,
      wide: 'tables',
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

/** What is said for an empty list: there may be more than the key may see. */
export const noCredentials =
  'no credentials. A key without the rights to read members, admins and owners sees only the credentials of its own member'
