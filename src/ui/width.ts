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

/** The text, cut to a width, with an ellipsis where something is missing. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  const characters = [...text]
  while (displayWidth(characters.join('')) > Math.max(0, width - 1)) characters.pop()
  return `${characters.join('')}…`
}
