import { formatAge } from '../../credentials/age.ts'
import { ownerOf } from '../../credentials/columns.ts'
import { type Knowledge, type State, stateOf } from '../../credentials/existence.ts'
import type { Credential } from '../../deepgram/credential.ts'
import type { Copy } from '../../logins/copy.ts'
import type { Column, Listing } from '../../ui/column.ts'
import { OWN_HELPER } from '../../vocabulary.ts'

/** A copy, and what is known of its credential. */
export interface KnownCopy {
  copy: Copy
  state: State
  /** Undefined when Deepgram does not list it. */
  credential: Credential | undefined
}

/** Joins a copy with what is known. */
export function joinKnowledge(copy: Copy, knowledge: Knowledge): KnownCopy {
  const credential = knowledge.credentials.find(({ id }) => id.toLowerCase() === copy.id)
  return { copy, state: stateOf(copy.id, knowledge), credential }
}

/** Copies in every output format; `now` is what ages are counted to. */
export function copyListing(rows: readonly KnownCopy[], now: Date): Listing<KnownCopy> {
  return { rows, columns: copyColumns(now), id: ({ copy }) => copy.id, data: copyData }
}

function copyColumns(now: Date): Column<KnownCopy>[] {
  return [
    { name: 'credential', header: 'CREDENTIAL', value: ({ copy }) => copy.id, paint: 'id' },
    { name: 'state', header: 'STATE', value: ({ state }) => state },
    { name: 'kind', header: 'KIND', value: ({ copy }) => copy.kind },
    { name: 'place', header: 'PLACE', value: placeOf, wrapsTo: 16 },
    {
      name: 'age',
      header: 'AGE',
      value: ({ credential }) => (credential === undefined ? '' : formatAge(credential.created, now)),
      paint: 'faint',
    },
    {
      name: 'owner',
      header: 'OWNER',
      value: ({ credential }) => (credential === undefined ? '' : ownerOf(credential)),
      wrapsTo: 10,
    },
    { name: 'username', header: 'USERNAME', value: ({ copy }) => copy.username, wide: true },
    { name: 'key', header: 'KEY', value: ({ copy }) => copy.key, wrapsTo: 10, wide: true },
    { name: 'helper', header: 'HELPER', value: ({ copy }) => copy.helper ?? '', wide: true },
    {
      name: 'deliverable',
      header: 'DELIVERABLE',
      value: ({ copy }) => (copy.deliverable ? 'yes' : 'no'),
      wide: true,
    },
  ]
}

function placeOf({ copy }: KnownCopy): string {
  if (isServed(copy)) return `${copy.place} (from the store)`
  return copy.temporary ? `${copy.place} (until the next reboot)` : copy.place
}

/** Returns true for a login that docker-credential-dgsh serves from a store: it is no copy by itself. */
export function isServed({ helper }: Copy): boolean {
  return helper === OWN_HELPER
}

/** Every field, null for what is not known or does not apply. */
function copyData({ copy, state, credential }: KnownCopy): unknown {
  const { id, username, kind, place, file, helper, key, deliverable, temporary, secret } = copy
  return {
    ...{ id, username, state, kind, place, file, helper, key, deliverable, temporary },
    kubernetes: secret,
    created: credential?.created ?? null,
    comment: credential?.comment ?? null,
    owner:
      credential === undefined
        ? null
        : { member_id: credential.owner.member_id ?? null, email: credential.owner.email ?? null },
  }
}
