import type { Context } from '../../app/context.ts'
import { writeListing } from '../../app/write.ts'
import { type AccessOptions, openAccess } from '../../images/access.ts'
import { fewAtOnce } from '../../images/few-at-once.ts'
import { requireRepository } from '../../images/named.ts'
import type { ImageFacts, RepositoryReader } from '../../registry/reader.ts'
import { errorOfClosed } from '../../registry/session.ts'
import { joinAliases, sortTags, TAG_KINDS, type Tag, takeInTurn } from '../../registry/tags.ts'
import type { Column, Listing } from '../../ui/column.ts'

/** The arguments and options of `dgsh images tags`. */
export interface TagsOptions extends AccessOptions {
  image: string
  limit: number
  releaseOnly: boolean
}

/** A tag as `images tags` shows it. */
export interface TagRow {
  tag: string
  /** Undefined when the tag was deleted meanwhile. */
  digest: string | undefined
  /** RFC 3339. */
  created: string | undefined
  /** The tags with the same digest, among those that were looked at. */
  aliases: readonly string[]
}

/** Runs `dgsh images tags`. */
export async function run(options: TagsOptions, context: Context): Promise<number> {
  const registry = (await context.settings()).registry.value
  const repository = requireRepository(options.image, registry)
  const { login, pulls } = await openAccess(options, [repository], context)
  if (pulls.get(repository) === false) throw errorOfClosed(registry, login.username, repository)
  const reader = (await context.remote.registry()).readWith(login)
  const namesOnly = (await context.settings()).output.value === 'id'
  const rows = await readTags(reader, repository, { ...options, namesOnly })
  const what = options.releaseOnly ? 'releases' : 'tags'
  await writeListing(
    context,
    tagListing(rows, context.io.stdout.isTTY),
    `${registry} has no ${what} of ${repository}`,
  )
  return 0
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

/** Returns tags in every output format. A screen shows days and which tags are the same image, and digests in `wide` only. */
export function tagListing(rows: readonly TagRow[], isScreen: boolean): Listing<TagRow> {
  return {
    rows,
    columns: isScreen ? screenColumns(rows) : COLUMNS,
    id: ({ tag }) => tag,
    data: ({ tag, digest, created, aliases }) => ({
      tag,
      digest: digest ?? null,
      created: created ?? null,
      aliases,
      // The name from before `aliases`; scripts read it.
      twins: aliases,
    }),
  }
}

const [TAG, DIGEST, CREATED, ALIASES]: readonly [
  Column<TagRow>,
  Column<TagRow>,
  Column<TagRow>,
  Column<TagRow>,
] = [
  { name: 'tag', header: 'TAG', value: ({ tag }) => tag, paint: 'id' },
  { name: 'digest', header: 'DIGEST', value: ({ digest }) => digest ?? '', cell: shortDigest },
  { name: 'created', header: 'CREATED', value: ({ created }) => created ?? '', paint: 'faint' },
  // Scripts know the column by this name.
  { name: 'twins', header: 'ALIASES', value: ({ aliases }) => aliases.join(', '), wrapsTo: 10 },
]

const COLUMNS: readonly Column<TagRow>[] = [TAG, DIGEST, CREATED, ALIASES]

function screenColumns(rows: readonly TagRow[]): Column<TagRow>[] {
  const order = new Map(rows.map(({ tag }, index) => [tag, index]))
  return [
    TAG,
    { ...CREATED, cell: ({ created = '' }) => created.slice(0, 10) },
    { ...ALIASES, cell: (row) => describeAliases(row, order) },
    { ...DIGEST, wide: true },
  ]
}

/** Below the first tag of an image, the others refer to it. */
function describeAliases({ tag, aliases }: TagRow, order: ReadonlyMap<string, number>): string {
  const own = order.get(tag) ?? 0
  const first = aliases.find((alias) => (order.get(alias) ?? own) < own)
  return first === undefined ? aliases.join(', ') : `same image as ${first}`
}

/** As docker shortens it: twelve characters of the hash. */
function shortDigest({ digest = '' }: TagRow): string {
  return digest.replace(/^(\w+:\w{12}).*$/, '$1')
}
