import { usageError } from '../errors.ts'
import { findRepository, REPOSITORIES, shortNameOf } from '../registry/reference.ts'

/** The repository that somebody names, in any of its forms. Throws a usage error with the list of those that are known. */
export function requireRepository(text: string, registry: string): string {
  const repository = findRepository(text, registry)
  if (repository !== undefined) return repository
  const names = REPOSITORIES.map(shortNameOf).join(', ')
  const tag = /[:@][^/]*$/.test(text) ? 'without a tag, ' : ''
  throw usageError(
    `there is no image "${text}" that dgsh knows`,
    `${tag}name one of: ${names}; or in full, such as ${registry}/deepgram/self-hosted-api`,
  )
}
