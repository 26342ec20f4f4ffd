import Table from 'cli-table3'
import { GAP } from './fit.ts'
import type { Paint } from './palette.ts'
import { displayWidth } from './width.ts'

/** A cell that is laid out: no line is wider than its columns. */
export interface DrawnCell {
  lines: readonly string[]
  paint: Paint
  /** The columns that it takes; 1 when left out. */
  span?: number
}

/** No borders, no rules between rows: columns stand side by side, with a space in their gap that is the column's own. */
const NO_FRAME = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid']
    .flatMap((edge) => [edge, `${edge}-mid`, `${edge}-left`, `${edge}-right`, `${edge}-bottom`])
    .concat('left-mid', 'right-mid', 'mid-mid')
    .map((name) => [name, '']),
)

/**
 * Returns rows of cells as text that ends with a line break. cli-table3 takes time quadratic in the rows, so that long lists are
 * drawn in pieces.
 */
export function drawTable(rows: readonly (readonly DrawnCell[])[], widths: readonly number[]): string {
  const table = new Table({
    chars: { ...NO_FRAME, middle: ' ' },
    // cli-table3 would color head and borders by itself, in a pipe too.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP - 1 },
    colWidths: widths.map((width) => width + GAP - 1),
  })
  for (const row of rows) {
    table.push(row.map(({ lines, span = 1 }) => ({ content: lines.map(standIn).join('\n'), colSpan: span })))
  }
  return `${putTextsBack(table.toString().replace(/ +$/gm, ''), rows)}\n`
}

/**
 * cli-table3 measures by an old Unicode table: what newer emoji and some scripts hold would be cut or stand askew. And for
 * each line of a cell it shortens the whole cell, a character at a time. It is given one character for private use a line.
 */
function standIn(line: string): string {
  return displayWidth(line) === 0 ? '' : '\ue000'
}

/** Replaces the stand-ins, with the spaces that fill their columns, by their texts, row by row, and in a row line by line. */
function putTextsBack(drawn: string, rows: readonly (readonly DrawnCell[])[]): string {
  const texts = rows.flatMap((row) => {
    const height = Math.max(...row.map(({ lines }) => lines.length))
    return Array.from({ length: height }, (_, line) =>
      row.map(({ lines, paint }) => ({ text: lines[line] ?? '', paint })),
    ).flat()
  })
  const drawnTexts = texts.filter(({ text }) => standIn(text) !== '')
  let next = 0
  return drawn.replace(/\ue000 */g, (place) => {
    const { text, paint } = drawnTexts[next++] ?? { text: '', paint: String }
    return paint(text) + ' '.repeat(Math.max(0, place.length - displayWidth(text)))
  })
}
