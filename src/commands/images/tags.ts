import type { Context } from '../../context.ts'
import type { ImageFacts, RepositoryReader } from '../../registry/reader.ts'
import { errorOfClosed } from '../../registry/session.ts'
import { createNewestTags, joinTwins, TAG_KINDS, type Tag, takeInTurn } from '../../registry/tags.ts'
import type { Column, Listing } from '../../ui/column.ts'
import { writeListing } from '../write.ts'
import { type AccessOptions, openAccess } from './access.ts'
import { fewAtOnce } from './few-at-once.ts'
import { requireRepository } from './named.ts'

/** The arguments and options of `dgsh images tags`. */
export interface TagsOptions extends AccessOptions {
  image: string
  limit: number
  releaseOnly: boolean
}

/** A tag as `images tags` shows it. */
export interface TagRow {
  tag: string
  /** Undefined when the tag went away meanwhile. */
  digest: string | undefined
  /** RFC 3339. */
  created: string | undefined
  /** The tags with the same digest, among those that were looked at. */
  twins: readonly string[]
}

/** `dgsh images tags`. */
export async function run(options: TagsOptions, context: Context): Promise<number> {
  const registry = (await context.settings()).registry.value
  const repository = requireRepository(options.image, registry)
  const { login, pulls } = await openAccess(options, [repository], context)
  if (pulls.get(repository) === false) throw errorOfClosed(registry, login.username, repository)
  const reader = (await context.registry()).readWith(login)
  const namesOnly = (await context.settings()).output.value === 'id'
  const rows = await readTags(reader, repository, { ...options, namesOnly })
  const what = options.releaseOnly ? 'releases' : 'tags'
  await writeListing(context, tagListing(rows), `${registry} has no ${what} of ${repository}`)
  return 0
}

/** Which tags are read, and how much of them. */
export interface TagQuestion {
  limit: number
  releaseOnly: boolean
  /** True: nothing is asked about the tags but their names. */
  namesOnly?: boolean
}

/** Reads all tags, keeps the newest, and asks for the digests of no others. */
export async function readTags(
  reader: RepositoryReader,
  repository: string,
  { limit, releaseOnly, namesOnly = false }: TagQuestion,
): Promise<TagRow[]> {
  const all = createNewestTags(limit)
  for await (const page of reader.pages(repository)) for (const tag of page) all.add(tag)
  const kinds = releaseOnly ? (['release', 'release-fips'] as const) : TAG_KINDS
  const shown = takeInTurn(all, kinds, limit)
  if (namesOnly) return joinRows(shown, new Map(), [])
  // Without the versions, a release would have no twins to tell of.
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
  const twins = joinTwins(digests)
  return shown.map(({ name }) => ({
    tag: name,
    digest: facts.get(name)?.digest,
    created: facts.get(name)?.created,
    twins: twins.get(name) ?? [],
  }))
}

/** Tags in every output format. */
export function tagListing(rows: readonly TagRow[]): Listing<TagRow> {
  return {
    rows,
    columns: COLUMNS,
    id: ({ tag }) => tag,
    data: ({ tag, digest, created, twins }) => ({
      tag,
      digest: digest ?? null,
      created: created ?? null,
      twins,
    }),
  }
}

const COLUMNS: readonly Column<TagRow>[] = [
  { name: 'tag', header: 'TAG', value: ({ tag }) => tag, paint: 'id' },
  { name: 'digest', header: 'DIGEST', value: ({ digest }) => digest ?? '', cell: shortDigest },
  { name: 'created', header: 'CREATED', value: ({ created }) => created ?? '', paint: 'faint' },
  { name: 'twins', header: 'TWINS', value: ({ twins }) => twins.join(', '), wrapsTo: 10 },
]

/** As docker shortens it: twelve characters of the hash. */
function shortDigest({ digest = '' }: TagRow): string {
  return digest.replace(/^(\w+:\w{12}).*$/, '$1')
}
