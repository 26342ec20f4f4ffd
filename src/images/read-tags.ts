import type { ImageFacts, RepositoryReader } from '../registry/reader.ts'
import { joinAliases, sortTags, TAG_KINDS, type Tag, takeInTurn } from '../registry/tags.ts'
import { fewAtOnce } from './few-at-once.ts'

/** A tag, and what is known of its image. */
export interface TagRow {
  tag: string
  /** Undefined when the tag was deleted meanwhile. */
  digest: string | undefined
  /** RFC 3339. */
  created: string | undefined
  /** The tags with the same digest, among those that were looked at. */
  aliases: readonly string[]
}

/** Which tags are read, and how much of them. */
export interface TagQuestion {
  limit: number
  releaseOnly: boolean
  /** True: nothing is asked about the tags but their names. */
  namesOnly?: boolean
}

/** Reads all tags, takes the newest, and asks for the digests of no others. */
export async function readTags(
  reader: RepositoryReader,
  repository: string,
  { limit, releaseOnly, namesOnly = false }: TagQuestion,
): Promise<TagRow[]> {
  const all = await sortTags(reader.pages(repository))
  const kinds = releaseOnly ? (['release', 'release-fips'] as const) : TAG_KINDS
  const shown = takeInTurn(all, kinds, limit)
  if (namesOnly) return joinRows(shown, new Map(), [])
  // Without the versions, a release would have no aliases to show.
  const looked = releaseOnly ? takeInTurn(all, ['version', 'version-fips'], limit) : []
  const facts = new Map(
    await fewAtOnce(
      shown,
      async ({ name }): Promise<[string, ImageFacts | undefined]> => [
        name,
        await reader.factsOf(repository, name),
      ],
    ),
  )
  const others = await fewAtOnce(
    looked,
    async ({ name }): Promise<[string, string | undefined]> => [
      name,
      await reader.digestOf(repository, name),
    ],
  )
  return joinRows(shown, facts, others)
}

function joinRows(
  shown: readonly Tag[],
  facts: ReadonlyMap<string, ImageFacts | undefined>,
  others: readonly [tag: string, digest: string | undefined][],
): TagRow[] {
  const digests = new Map([
    ...[...facts].map(([tag, fact]): [string, string | undefined] => [tag, fact?.digest]),
    ...others,
  ])
  const aliases = joinAliases(digests)
  return shown.map(({ name }) => ({
    tag: name,
    digest: facts.get(name)?.digest,
    created: facts.get(name)?.created,
    aliases: aliases.get(name) ?? [],
  }))
}
