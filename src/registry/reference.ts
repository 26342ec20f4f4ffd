import { usageError } from '../errors.ts'
import { IMAGES, KNOWN_REPOSITORIES } from './images.ts'

/** Every repository that is known, present names first. */
export const REPOSITORIES: readonly string[] = [
  ...KNOWN_REPOSITORIES,
  ...Object.values(IMAGES).flatMap(({ older }) => older ?? []),
]

/**
 * The repository that somebody names: by its product (`api`), its image (`self-hosted-api`), its repository
 * (`deepgram/self-hosted-api`) or in full (`quay.io/deepgram/self-hosted-api`, with the registry in use). Undefined for what
 * is none of the known ones.
 */
export function findRepository(text: string, registry: string): string | undefined {
  const name = text.toLowerCase()
  const local = name.startsWith(`${registry}/`) ? name.slice(registry.length + 1) : name
  if (Object.hasOwn(IMAGES, local) && local === name) return IMAGES[local]?.repository
  return REPOSITORIES.find(
    (repository) => repository === local || (local === name && repository === `deepgram/${local}`),
  )
}

/** The short name by which a repository may be named: the product, or for an older name the image. */
export function shortNameOf(repository: string): string {
  const [product] = Object.entries(IMAGES).find(([, images]) => images.repository === repository) ?? []
  return product ?? repository.replace(/^.*\//, '')
}

/** Returns the repository that somebody names, in any of its forms. Throws a usage error with the list of those that are known. */
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

/** True for what may be a tag (OCI Distribution Specification, "Pulling manifests"). */
export function isTag(text: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(text)
}
