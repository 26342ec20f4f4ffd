import stringWidth from 'string-width'
import { isAscii, isPlain, plainWidth } from './plain-width.ts'

const segmenter = new Intl.Segmenter()

/** What takes a column of its own, or several together: a letter with its marks, an emoji of several parts. */
export function* segmentsOf(text: string): Generator<{ segment: string; columns: number }> {
  if (isPlain(text)) for (const segment of text) yield { segment, columns: segment < '\u3041' ? 1 : 2 }
  else for (const { segment } of segmenter.segment(text)) yield { segment, columns: columnsOf(segment) }
}

/** Measuring takes long, and most texts have few different characters. */
const known = new Map<string, number>()
const MOST_KNOWN = 10_000

function columnsOf(segment: string): number {
  const before = known.get(segment)
  if (before !== undefined) return before
  const columns = stringWidth(segment)
  if (known.size < MOST_KNOWN) known.set(segment, columns)
  return columns
}

/** The number of terminal columns that a text takes; quick for the ASCII that almost everything is. */
export function displayWidth(text: string): number {
  const plain = plainWidth(text)
  if (plain !== undefined) return plain
  if (text.includes('\u001b')) return stringWidth(text)
  let width = 0
  for (const { columns } of segmentsOf(text)) width += columns
  return width
}

/** The text, filled up with spaces to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** The code units that one column may take: a family of emoji, or a letter with more marks than any language has. */
const LONGEST_COLUMN = 16

/** The text, cut to a width, with an ellipsis where something is missing. Only what may be shown is looked at. */
export function shorten(text: string, width: number): string {
  const start = text.slice(0, Math.max(1, width) * LONGEST_COLUMN)
  if (isAscii(start) && text.length <= width) return text
  let [end, place, room] = [0, 0, width]
  for (const { segment, columns } of segmentsOf(start)) {
    room -= columns
    place += segment.length
    // The last column is the ellipsis's.
    if (room >= 1) end = place
    if (room < 0) return `${start.slice(0, end).trimEnd()}…`
  }
  return start === text ? text : `${start.slice(0, end).trimEnd()}…`
}
