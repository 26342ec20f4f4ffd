import type { RepositoryReader } from '../registry/reader.ts'
import { sortTags, type TagKind } from '../registry/tags.ts'

/** An image as `images list` shows it. */
export interface ImageRow extends NewestRelease {
  /** `quay.io/deepgram/self-hosted-api` */
  image: string
  /** The same under its older name. */
  older: string | undefined
  /** The product whose scope opens it: `api`. */
  product: string
  /** Whether the credential may pull it; undefined where the registry does not say. */
  pull: boolean | undefined
}

/** The newest release of an image, with its other names; undefined for what there is not. */
export interface NewestRelease {
  /** `release-261009` */
  release: string | undefined
  /** The highest version with the same content: `3.77.4`. */
  version: string | undefined
  /** The FIPS variant of the release: `release-261009-fips`. */
  fips: string | undefined
  digest: string | undefined
}

/** How many of the highest versions are looked at for the one that is the newest release. */
const CANDIDATES = 10

/** The newest release of an image by its date, and the highest versions there are. Asks for no digest but that of the release. */
export async function findRelease(reader: RepositoryReader, repository: string) {
  const tags = await sortTags(reader.pages(repository))
  const newest = (kind: TagKind) => tags.filter((tag) => tag.kind === kind).slice(0, CANDIDATES)
  const release = newest('release')[0]?.name
  const fips = newest('release-fips').find(({ name }) => name === `${release}-fips`)?.name
  const digest = release === undefined ? undefined : await reader.digestOf(repository, release)
  return { release, fips, digest, versions: newest('version').map(({ name }) => name) }
}

/** Finds the newest release of an image with its other names. */
export async function findNewestRelease(
  reader: RepositoryReader,
  repository: string,
): Promise<NewestRelease> {
  const { versions, ...newest } = await findRelease(reader, repository)
  for (const version of newest.digest === undefined ? [] : versions) {
    if ((await reader.digestOf(repository, version)) === newest.digest) return { ...newest, version }
  }
  return { ...newest, version: undefined }
}
