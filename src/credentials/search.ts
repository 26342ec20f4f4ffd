import type { Credential } from '../deepgram/credential.ts'
import { shortScope, usernameOf } from '../deepgram/names.ts'
import { fold } from '../ui/safe-text.ts'
import { ALL_PRODUCTS_LABEL, opensEveryProduct } from './scopes.ts'

/** What of a credential is searched. */
export type Searchable = Pick<Credential, 'id' | 'comment' | 'tags' | 'owner' | 'scopes'>

/**
 * Returns the test whether a credential matches a search: every word must occur in its comment, tags, owner, scopes or id,
 * whatever its case. A word may be a scope's full name or a username. A text without words matches everything.
 */
export function searchFor(text: string): (credential: Searchable) => boolean {
  const words = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => fold(searchedWord(word)))
  if (words.length === 0) return () => true
  return (credential) => {
    const searched = fold(searchedText(credential))
    return words.every((word) => searched.includes(word))
  }
}

/** Scopes are searched by their short names, so that `self-hosted` does not match every credential. */
function searchedWord(word: string): string {
  return shortScope(word).replace(usernameOf(''), '')
}

function searchedText({ id, comment, tags, owner, scopes }: Searchable): string {
  return [
    comment ?? '',
    ...tags,
    owner.email ?? '',
    owner.member_id ?? '',
    ...scopes.map(shortScope),
    opensEveryProduct(scopes) ? ALL_PRODUCTS_LABEL : '',
    id,
  ].join('\n')
}
