import type { Context } from '../../app/context.ts'
import { nameOf, shortId, startOfComment } from '../../app/credential-name.ts'
import { writeListing } from '../../app/write.ts'
import { findIdAmong, withoutPrefix } from '../../credentials/resolve.ts'
import { usernameOf } from '../../deepgram/names.ts'
import type { HistoryAction, HistoryEntry } from '../../history/entry.ts'
import type { Column, Listing } from '../../ui/column.ts'
import { plainText } from '../../ui/message.ts'

/** The arguments and options of `dgsh creds history`. */
export interface HistoryOptions {
  credential?: string | undefined
  /** No more entries than this, the newest. */
  limit: number
}

/** `dgsh creds history`: what dgsh did on this machine, the newest first. Needs no API key; only a comment is looked up at Deepgram. */
export async function run({ credential, limit }: HistoryOptions, context: Context): Promise<number> {
  const history = await context.history()
  const { entries, skipped } = await history.read()
  const found = (await entriesOf(credential, entries, context)).reverse()
  const rows = withComments(found.slice(0, limit), entries)
  await writeListing(context, historyListing(rows), noteOf(credential))
  if (found.length > limit)
    context.messages.note(
      `the newest ${limit} of ${found.length}; to see more: dgsh creds history --limit ${found.length}`,
    )
  if (skipped > 0) {
    const lines = skipped === 1 ? '1 line is' : `${skipped} lines are`
    context.messages.note(
      `${lines} left out of ${history.path}: cut off, or not written by this version of dgsh`,
    )
  }
  return 0
}

/** The entries of a credential, named as everywhere, but looked for in the history itself; in their order. */
async function entriesOf(
  text: string | undefined,
  entries: readonly HistoryEntry[],
  context: Context,
): Promise<HistoryEntry[]> {
  if (text === undefined) return [...entries]
  const ids = [...new Set(entries.flatMap(({ credential }) => credential ?? []))]
  // What the history does not know may be a credential all the same: it is there, and has no entries.
  const id = await findIdAmong({ ids, text, wanted: withoutPrefix(text).toLowerCase() }, context)
  if (id === undefined) return []
  return entries.filter(({ credential }) => credential === id)
}

function noteOf(credential: string | undefined): string {
  const what = credential === undefined ? 'no entries yet' : `no entry about ${credential}`
  return `the history has ${what}: it records only what dgsh does on this machine`
}

/** An entry, and the comment of its credential as this or another entry has it. */
interface Row extends HistoryEntry {
  comment?: string | undefined
}

/** Returns entries with the comments that the whole history knows, the newest first in doubt. */
function withComments(rows: readonly HistoryEntry[], all: readonly HistoryEntry[]): Row[] {
  const known = new Map(
    all.map(({ credential, comment }) => [comment === undefined ? null : credential, comment]),
  )
  return rows.map((row) => ({ ...row, comment: row.comment ?? known.get(row.credential ?? '') }))
}

function historyListing(rows: readonly Row[]): Listing<Row> {
  return {
    rows,
    columns: COLUMNS,
    id: ({ credential }) => credential ?? '',
    data: ({ comment, ...entry }) => ({ ...entry, comment: comment ?? null }),
  }
}

/** Details may hold the id of another credential, which is to stay in one piece. */
const ID_WIDTH = 36

const COLUMNS: readonly Column<Row>[] = [
  { name: 'time', header: 'WHEN', value: ({ time }) => time, cell: minuteOf, paint: 'faint' },
  { name: 'action', header: 'WHAT', value: ({ action }) => action, cell: ({ action }) => WORDS[action] },
  {
    name: 'credential',
    header: 'CREDENTIAL',
    value: ({ credential }) => credential ?? '',
    screen: nameIn,
    wrapsTo: 20,
    paint: 'id',
  },
  {
    name: 'detail',
    header: 'WHERE',
    value: allDetails,
    cell: (row) => placeIn(row),
    screen: (row) => placeIn(row, shortId),
    wrapsTo: 12,
  },
  { name: 'profile', header: 'PROFILE', value: ({ profile }) => profile, wide: true },
  { name: 'project', header: 'PROJECT', value: ({ project }) => project ?? '', wide: true },
  {
    name: 'comment',
    header: 'COMMENT',
    value: ({ comment }) => comment ?? '',
    wrapsTo: ID_WIDTH,
    wide: true,
  },
]

const WORDS: Readonly<Record<HistoryAction, string>> = {
  credential_created: 'created',
  credential_deleted: 'deleted',
  credential_rotated: 'rotated',
  secret_stored: 'secret stored',
  secret_forgotten: 'secret removed',
  engine_logged_in: 'logged in',
  engine_logged_out: 'logged out',
  helper_installed: 'helper installed',
  helper_uninstalled: 'helper uninstalled',
  api_key_stored: 'API key stored',
  api_key_forgotten: 'API key removed',
  store_changed: 'store changed',
  profile_removed: 'profile removed',
}

/** `2026-01-31 17:05Z`: UTC, as the day of creation elsewhere. */
function minuteOf({ time }: Row): string {
  return time.replace(/^(\S{10})T(\d\d:\d\d).*Z$/, '$1 $2Z')
}

/** How much of a comment stands in a line of the history, in characters. */
const LONGEST_NAME = 30

function nameIn({ credential, comment }: Row): string {
  if (credential === null) return ''
  return plainText(nameOf({ id: credential, comment: startOfComment(comment ?? '', LONGEST_NAME) }))
}

function allDetails({ detail }: Row): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

/** In words: where it happened, without the username that follows from the id beside it. */
function placeIn({ detail, credential }: Row, idOf: (id: string) => string = String): string {
  const { engine, registry, store, replaced_by: successor, from, to, ...others } = detail
  const known = credential === null ? undefined : usernameOf(credential)
  const rest = Object.entries(others)
    .filter(([, value]) => value !== known)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
  return [
    engine,
    registry,
    store,
    successor === undefined ? undefined : `successor ${idOf(successor)}`,
    from === undefined ? undefined : `from ${from}`,
    to === undefined ? undefined : `to ${to}`,
    ...rest,
  ]
    .filter((part) => part !== undefined)
    .join(', ')
}
