import { fieldOf } from '../engines/go-decode.ts'
import { type MemberPlace, objectAt } from '../engines/json-places.ts'
import { applyEdits, type Edit } from '../engines/text-edits.ts'

/** A line of a difference: `+` and `-` for those that are only in one of the texts. */
export interface DifferenceLine {
  sign: '+' | '-' | ' '
  text: string
}

/** How many lines around a change are shown. */
const CONTEXT = 3

/** What is compared line by line; more is shown as a whole. */
const LARGEST = 4_000_000

/**
 * Returns the difference of two config files, in hunks of lines. Each value that could be secret is `…`: all strings but the names of
 * helpers.
 */
export function differenceOf(before: string, after: string): DifferenceLine[][] {
  const lines = compare(linesOf(hide(before)), linesOf(hide(after)))
  return hunksOf(lines)
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** Headers, proxies and whatever else may hold secrets, too. */
function hide(text: string): string {
  const root = objectAt(text)
  if (root === undefined) return text
  const edits = root.members.flatMap((member) => hideIn(text, member))
  return applyEdits(text, edits)
}

const SHOWN = { credHelpers: 'string', credsStore: 'string' } as const

const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g

function hideIn(text: string, { name, from, to }: MemberPlace): Edit[] {
  if (fieldOf(name, SHOWN) !== undefined) return []
  return [...text.slice(from, to).matchAll(STRING)].flatMap((match) => {
    const [token] = match
    const start = from + match.index
    const end = start + token.length
    const isName = /^\s*:/.test(text.slice(end))
    return isName || token === '""' ? [] : [{ from: start, to: end, text: '"…"' }]
  })
}

/** Lines that both have in common at the start and at the end, and between them a longest common subsequence. */
function compare(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before[start] === after[start]) start += 1
  let end = 0
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const same = (lines: readonly string[]) => lines.map((text): DifferenceLine => ({ sign: ' ', text }))
  return [
    ...same(before.slice(0, start)),
    ...between(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ]
}

function between(before: readonly string[], after: readonly string[]): DifferenceLine[] {
  const minus = (text: string): DifferenceLine => ({ sign: '-', text })
  const plus = (text: string): DifferenceLine => ({ sign: '+', text })
  if (before.length * after.length > LARGEST) return [...before.map(minus), ...after.map(plus)]
  const lengths = commonLengths(before, after)
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0
  const lines: DifferenceLine[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    const [old = '', fresh = ''] = [before[row], after[column]]
    if (row < before.length && column < after.length && old === fresh) {
      lines.push({ sign: ' ', text: old })
      row += 1
      column += 1
    } else if (
      row < before.length &&
      (column === after.length || at(row + 1, column) >= at(row, column + 1))
    ) {
      lines.push(minus(old))
      row += 1
    } else {
      lines.push(plus(fresh))
      column += 1
    }
  }
  return lines
}

/** How many lines the rests from each pair of places on have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let row = before.length - 1; row >= 0; row -= 1) {
    for (let column = after.length - 1; column >= 0; column -= 1) {
      const [own, below] = [rows[row], rows[row + 1]]
      if (own === undefined || below === undefined) continue
      own[column] =
        before[row] === after[column]
          ? (below[column + 1] ?? 0) + 1
          : Math.max(below[column] ?? 0, own[column + 1] ?? 0)
    }
  }
  return rows
}

function hunksOf(lines: readonly DifferenceLine[]): DifferenceLine[][] {
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ')
  const hunks: DifferenceLine[][] = []
  let isOpen = false
  for (const [index, line] of lines.entries()) {
    const isShown = isNear(index)
    if (isShown && !isOpen) hunks.push([])
    if (isShown) hunks.at(-1)?.push(line)
    isOpen = isShown
  }
  return hunks
}
