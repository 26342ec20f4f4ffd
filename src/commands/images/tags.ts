import type { Context } from '../../app/context.ts'
import { writeListing } from '../../app/write.ts'
import { type AccessOptions, openAccess } from '../../images/access.ts'
import { readTags, type TagRow } from '../../images/read-tags.ts'
import { requireRepository } from '../../registry/reference.ts'
import { errorOfClosed } from '../../registry/session.ts'
import type { Column, Listing } from '../../ui/column.ts'

/** The arguments and options of `dgsh images tags`. */
export interface TagsOptions extends AccessOptions {
  image: string
  limit: number
  releaseOnly: boolean
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
