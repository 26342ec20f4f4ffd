/** What a tag is by its name. */
export type TagKind = 'release' | 'version' | 'release-fips' | 'version-fips' | 'other'

/** A tag, read. */
export interface Tag {
  name: string
  kind: TagKind
  /** What orders the tags of a kind: year, month and day, or the parts of the version. */
  order: readonly number[]
  /** How often the version was built anew: the 3 of `3.119.1-3`, which is newer than `3.119.1`. Left out for 0. */
  rebuild?: number
}

/** The kinds in the order in which tags of the same age stand. */
export const TAG_KINDS: readonly TagKind[] = ['release', 'version', 'release-fips', 'version-fips', 'other']

const RELEASE = /^release-(\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(-fips)?$/
const VERSION = /^v?(\d{1,9}(?:\.\d{1,9}){1,3})(?:-(\d{1,9}))?(-fips)?$/

/**
 * Reads a tag's name. Deepgram tags each release `release-YYMMDD`, beside the version of the component such as `3.77.4` or
 * `3.119.1-3`, whose `-3` counts rebuilds and is no prerelease as semver has it. Both come with `-fips` for the FIPS variant
 * (github.com/deepgram/self-hosted-resources; developers.deepgram.com, changelog).
 */
export function readTag(name: string): Tag {
  const [release, year, month, day, releaseFips] = RELEASE.exec(name) ?? []
  if (release !== undefined) {
    const kind = releaseFips === undefined ? 'release' : 'release-fips'
    return { name, kind, order: [year, month, day].map(Number) }
  }
  const [, version, rebuild, versionFips] = VERSION.exec(name) ?? []
  if (version === undefined) return { name, kind: 'other', order: [] }
  const kind = versionFips === undefined ? 'version' : 'version-fips'
  return {
    name,
    kind,
    order: version.split('.').map(Number),
    ...(rebuild ? { rebuild: Number(rebuild) } : {}),
  }
}

/** Sorts the tags of a kind, the newest first: by date, by version number, and what is neither by name. */
export function compareTags(a: Tag, b: Tag): number {
  const length = Math.max(a.order.length, b.order.length)
  for (let index = 0; index < length; index += 1) {
    const difference = (b.order[index] ?? 0) - (a.order[index] ?? 0)
    if (difference !== 0) return difference
  }
  if (a.rebuild !== b.rebuild) return (b.rebuild ?? 0) - (a.rebuild ?? 0)
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}

/** Returns all tags of a repository that comes page by page, the newest of each kind first. */
export async function sortTags(pages: AsyncIterable<readonly string[]>): Promise<Tag[]> {
  const tags: Tag[] = []
  for await (const page of pages) for (const name of page) tags.push(readTag(name))
  return tags.sort(compareTags)
}

/**
 * Returns the newest of these sorted tags, the kinds in turn: the newest release, the highest version, the newest `-fips` of
 * each, then the next ones. What is neither release nor version comes last.
 */
export function takeInTurn(tags: readonly Tag[], kinds: readonly TagKind[], limit: number): Tag[] {
  const ofKind = (kind: TagKind) => tags.filter((tag) => tag.kind === kind).slice(0, limit)
  const dated = kinds.filter((kind) => kind !== 'other').map(ofKind)
  const longest = Math.max(0, ...dated.map((list) => list.length))
  const turns = Array.from({ length: longest }, (_, turn) =>
    dated.flatMap((list) => list.slice(turn, turn + 1)),
  )
  const others = kinds.includes('other') ? ofKind('other') : []
  return [...turns.flat(), ...others].slice(0, limit)
}

/** For each tag the others with the same digest, in their order; none for a tag whose digest is not known. */
export function joinAliases(digests: ReadonlyMap<string, string | undefined>): Map<string, string[]> {
  const byDigest = new Map<string, string[]>()
  for (const [tag, digest] of digests) {
    if (digest !== undefined) byDigest.set(digest, [...(byDigest.get(digest) ?? []), tag])
  }
  return new Map(
    [...digests].map(([tag, digest]) => [
      tag,
      (byDigest.get(digest ?? '') ?? []).filter((other) => other !== tag),
    ]),
  )
}
