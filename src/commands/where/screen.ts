import { formatAge } from '../../credentials/age.ts'
import { ownerOf } from '../../credentials/columns.ts'
import type { State } from '../../credentials/existence.ts'
import { tildePath } from '../../engines/surroundings.ts'
import type { Block, BlockLine } from '../../ui/blocks.ts'
import { command, id as idSpan, type Message, message, path, type SpanKind } from '../../ui/message.ts'
import { isServed, type KnownCopy } from './report.ts'

/** What a screen is made for. */
export interface ScreenOptions {
  now: Date
  /** True for `-o wide`: usernames, keys and helpers, too. */
  isWide: boolean
  /** Says where the home directory is, which is written `~`. */
  env: Readonly<Record<string, string | undefined>>
  /** The ids of the credentials that dgsh itself deleted: of the others, "deleted" says only that the project does not have them. */
  deleted: ReadonlySet<string>
}

const WORDS: Readonly<Record<State, { word: string; kind: SpanKind }>> = {
  deleted: { word: 'deleted', kind: 'bad' },
  unknown: { word: 'unknown', kind: 'caution' },
  live: { word: 'exists', kind: 'good' },
}

/** Returns what a terminal shows: a block a credential, with a line a copy; what needs attention comes first. */
export function blocksOf(rows: readonly KnownCopy[], options: ScreenOptions): Block[] {
  const byId = new Map<string, KnownCopy[]>()
  for (const row of rows) byId.set(row.copy.id, [...(byId.get(row.copy.id) ?? []), row])
  const order = Object.keys(WORDS)
  return [...byId.values()]
    .sort(([a], [b]) => order.indexOf(a?.state ?? '') - order.indexOf(b?.state ?? ''))
    .map((copies) => blockOf(copies, options))
}

/** Returns the counts, such as `5 copies of 3 credentials, 1 deleted`. */
export function summaryOf(rows: readonly KnownCopy[]): string {
  const idsIn = (found: readonly KnownCopy[]) => new Set(found.map(({ copy }) => copy.id)).size
  const credentials = idsIn(rows)
  const gone = idsIn(rows.filter(({ state }) => state === 'deleted'))
  const count = rows.filter(({ copy }) => !isServed(copy) || !isStored(copy.id, rows)).length
  const copies = count === 1 ? '1 copy' : `${count} copies`
  return `${copies} of ${credentials === 1 ? '1 credential' : `${credentials} credentials`}${gone > 0 ? `, ${gone} deleted` : ''}`
}

/** What is served from a store counts once, as what the store has. */
function isStored(id: string, rows: readonly KnownCopy[]): boolean {
  return rows.some(({ copy }) => copy.id === id && copy.kind === 'store')
}

function blockOf(copies: readonly KnownCopy[], options: ScreenOptions): Block {
  const [first] = copies
  const { word, kind } = WORDS[first?.state ?? 'unknown']
  const width = Math.max(...copies.map(({ copy }) => copy.kind.length)) + 2
  const lines = [
    ...(first === undefined ? [] : titleOf(first, options.now)),
    ...(options.isWide ? usernamesOf(copies) : []),
    ...copies.flatMap((copy) => copyLines(copy, width, options)),
    ...warningsOf(copies, options),
  ]
  return { label: word, kind, lines }
}

/** The comment by which people know it, then its id; without a comment the id alone. */
function titleOf({ copy, credential }: KnownCopy, now: Date): BlockLine[] {
  if (credential === undefined) return [{ text: message`${idSpan(copy.id)}` }]
  const comment = (credential.comment ?? '').trim()
  const facts = `  ${formatAge(credential.created, now)}  ${ownerOf(credential)}`
  const idLine = { text: message`${idSpan(copy.id)}${{ kind: 'faint', text: facts }}` }
  return comment === '' ? [idLine] : [{ text: [{ kind: 'name', text: comment }] }, idLine]
}

/** A login that was typed by hand may have capitals. */
function usernamesOf(copies: readonly KnownCopy[]): BlockLine[] {
  const usernames = new Set(copies.map(({ copy }) => copy.username))
  return [...usernames].map((text) => ({ text: [{ kind: 'faint', text }] }))
}

function copyLines({ copy }: KnownCopy, width: number, { isWide, env }: ScreenOptions): BlockLine[] {
  const remark = isServed(copy) ? ' (from the store)' : copy.temporary ? ' (until the next reboot)' : ''
  const faint = remark === '' ? [] : [{ kind: 'faint', text: remark } as const]
  const place = { text: [copy.kind.padEnd(width), ...placeOf(copy.place, env), ...faint], hang: width }
  if (!isWide) return [place]
  const details = [
    `key ${copy.key}`,
    copy.helper === null ? '' : `helper ${copy.helper}`,
    copy.kind === 'store' ? '' : copy.deliverable ? 'rotations update it' : 'rotations cannot update it',
  ]
  const text = details.filter((detail) => detail !== '').join(', ')
  return [place, { text: [' '.repeat(width), { kind: 'faint', text }], hang: width }]
}

/** The paths in a place, as in `docker-credential-pass, named in ~/.docker/config.json, for gcr.io`, are never broken. */
function placeOf(place: string, env: ScreenOptions['env']): Exclude<Message, string> {
  return place.split(/(?<=, )/).flatMap((piece) => {
    const [, before = '', found = '', comma = ''] = /^(|.*? )([~/].*?)((?:, )?)$/.exec(piece) ?? []
    return found === '' ? [piece] : [before, path(tildePath(found, env)), comma]
  })
}

/** What a deleted credential leaves behind, with what removes it. What a store keeps of one opens nothing. */
function warningsOf(copies: readonly KnownCopy[], { deleted }: ScreenOptions): BlockLine[] {
  const dead = copies.filter(({ state, copy }) => state === 'deleted' && copy.kind !== 'store')
  const lines = dead.map(({ copy }) => {
    const isSure = deleted.has(copy.id)
    if (copy.logout === undefined) return `${copy.kind} can no longer pull with it: remove it there`
    return { start: isSure ? 'to log out' : 'if it is of no other project, log out', line: copy.logout }
  })
  const unique = new Map(lines.map((line) => [JSON.stringify(line), line]))
  return [...unique.values()].map((line) => ({
    text:
      typeof line === 'string'
        ? message`${{ kind: 'caution', text: '!' }} ${line}`
        : message`${{ kind: 'caution', text: '!' }} ${line.start}: ${command(line.line)}`,
    hang: 2,
  }))
}
