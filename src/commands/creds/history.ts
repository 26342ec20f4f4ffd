import type { Context } from '../../context.ts'
import { usernameOf } from '../../deepgram/names.ts'
import type { HistoryEntry } from '../../history/entry.ts'
import type { Column, Listing } from '../../ui/column.ts'
import { findByPrefix, LEAST_PREFIX } from '../choose.ts'
import { writeListing } from '../write.ts'
import { withoutPrefix } from './resolve.ts'

/** The arguments and options of `dgsh creds history`. */
export interface HistoryOptions {
  credential?: string | undefined
  /** No more entries than this, the newest. */
  limit: number
}

/** `dgsh creds history`: what dgsh did on this machine, the newest first. Asks nobody, and needs no API key. */
export async function run({ credential, limit }: HistoryOptions, context: Context): Promise<number> {
  const history = await context.history()
  const { entries, skipped } = await history.read()
  const found = entriesOf(credential, entries).reverse()
  await writeListing(context, historyListing(found.slice(0, limit)), noteOf(credential))
  if (found.length > limit) context.note(`the newest ${limit} of ${found.length}; --limit shows more`)
  if (skipped > 0) {
    const lines = skipped === 1 ? '1 line is' : `${skipped} lines are`
    context.note(`${lines} left out of ${history.path}: cut off, or not of this dgsh`)
  }
  return 0
}

/** The entries of a credential, named as everywhere, but looked for in the history itself; in their order. */
function entriesOf(text: string | undefined, entries: readonly HistoryEntry[]): HistoryEntry[] {
  if (text === undefined) return [...entries]
  const wanted = withoutPrefix(text).toLowerCase()
  const ids = [...new Set(entries.flatMap(({ credential }) => credential ?? []))]
  // What the history does not know may be a credential all the same: there is nothing to tell of it.
  if (wanted.length >= LEAST_PREFIX && !ids.some((id) => id.toLowerCase().startsWith(wanted))) return []
  const id = findByPrefix(wanted, { noun: 'credential', items: ids, idOf: String, nameOf: String })
  return entries.filter(({ credential }) => credential === id)
}

function noteOf(credential: string | undefined): string {
  const what = credential === undefined ? 'anything' : credential
  return `the history does not tell of ${what}. It knows only what dgsh did on this machine`
}

function historyListing(rows: readonly HistoryEntry[]): Listing<HistoryEntry> {
  return { rows, columns: COLUMNS, id: ({ credential }) => credential ?? '', data: (entry) => entry }
}

/** Details may hold the id of another credential, which is to stay in one piece. */
const ID_WIDTH = 36

const COLUMNS: readonly Column<HistoryEntry>[] = [
  {
    name: 'time',
    header: 'TIME',
    value: ({ time }) => time,
    cell: minuteOf,
    short: ({ time }) => time.slice(0, 10),
    paint: 'faint',
  },
  {
    name: 'action',
    header: 'ACTION',
    value: ({ action }) => action,
    cell: ({ action }) => action.replaceAll('_', ' '),
    wrapsTo: 10,
  },
  { name: 'credential', header: 'CREDENTIAL', value: ({ credential }) => credential ?? '', paint: 'id' },
  { name: 'detail', header: 'DETAIL', value: allDetails, cell: newDetails, wrapsTo: ID_WIDTH },
  { name: 'profile', header: 'PROFILE', value: ({ profile }) => profile, wide: true },
  { name: 'project', header: 'PROJECT', value: ({ project }) => project ?? '', wide: true },
]

/** `2026-01-31 17:05Z`: UTC, as the day of creation elsewhere. */
function minuteOf({ time }: HistoryEntry): string {
  return time.replace(/^(\S{10})T(\d\d:\d\d).*Z$/, '$1 $2Z')
}

function allDetails({ detail }: HistoryEntry): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

/** In words, and without the user name that follows from the id beside it. */
function newDetails({ detail, credential }: HistoryEntry): string {
  const known = credential === null ? undefined : usernameOf(credential)
  return Object.entries(detail)
    .filter(([, value]) => value !== known)
    .map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`)
    .join(', ')
}
