import { FIRST_FIPS, LAST_ONPREM, RELEASE_DAYS, versionOf } from './releases.ts'

/** The product whose scope opens each repository: Deepgram's images under their present and their older name. */
const PRODUCTS: Readonly<Record<string, string>> = {
  'deepgram/self-hosted-api': 'api',
  'deepgram/onprem-api': 'api',
  'deepgram/self-hosted-engine': 'engine',
  'deepgram/onprem-engine': 'engine',
  'deepgram/self-hosted-license-proxy': 'license-proxy',
  'deepgram/onprem-license-proxy': 'license-proxy',
  'deepgram/self-hosted-billing': 'billing',
  'deepgram/onprem-billing': 'billing',
  'deepgram/self-hosted-dgtools': 'dgtools',
}

/** Whether somebody with these products may pull from a repository (`deepgram/<image>`). */
export function mayPull(products: readonly string[], repository: string): boolean {
  const product = PRODUCTS[repository]
  return product !== undefined && products.includes(product)
}

/** An image of a repository, under all its tags. */
export interface SandboxImage {
  product: string
  /** The release's, and the version's. */
  tags: readonly string[]
  /** When it was made: RFC 3339. */
  created: string
}

/**
 * All images of a repository, the oldest first: each release under `release-YYMMDD` and a version of the component, and from
 * {@link FIRST_FIPS} on a second image with `-fips` behind both. The `onprem-` names end with {@link LAST_ONPREM}.
 */
export function imagesOf(repository: string): SandboxImage[] {
  const product = PRODUCTS[repository] ?? ''
  const isOld = repository.startsWith('deepgram/onprem-')
  return RELEASE_DAYS.flatMap((day) => {
    if (isOld && day > LAST_ONPREM) return []
    const tags = [`release-${day}`, versionOf(product, day)]
    const created = `20${day.slice(0, 2)}-${day.slice(2, 4)}-${day.slice(4)}T09:00:00Z`
    const plain = { product, tags, created }
    return day < FIRST_FIPS ? [plain] : [plain, { ...plain, tags: tags.map((tag) => `${tag}-fips`) }]
  })
}

/** All tags of a repository in the registry's order, by name. More than one page of 100 under each present name. */
export function tagsOf(repository: string): string[] {
  return imagesOf(repository)
    .flatMap(({ tags }) => tags)
    .sort()
}
