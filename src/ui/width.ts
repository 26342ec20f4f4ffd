import stringWidth from 'string-width'

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/

/** The number of terminal columns that a text takes; quick for the ASCII that almost everything is. */
export function displayWidth(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text)
}

/** The text, filled up with spaces to a width. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** The widest of each column, headers included. */
export function columnWidths(headers: readonly string[], cells: readonly (readonly string[])[]): number[] {
  const widths = headers.map(displayWidth)
  for (const row of cells) {
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))
  }
  return widths
}

/** The code units that one column may take: a family of emoji, or a letter with more marks than any language has. */
const LONGEST_COLUMN = 16

/** The text, cut to a width, with an ellipsis where something is missing. Only what may be shown is looked at. */
export function shorten(text: string, width: number): string {
  const start = text.slice(0, Math.max(1, width) * LONGEST_COLUMN)
  if (start === text && displayWidth(text) <= width) return text
  let [end, room] = [0, width - 1]
  for (const { segment } of new Intl.Segmenter().segment(start)) {
    room -= displayWidth(segment)
    if (room < 0) break
    end += segment.length
  }
  return `${start.slice(0, end)}…`
}
