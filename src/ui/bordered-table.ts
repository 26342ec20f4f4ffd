import Table from 'cli-table3'
import type { Grid } from './column.ts'
import type { Paint, Palette } from './palette.ts'
import { displayWidth } from './width.ts'
import { wrapText } from './wrap.ts'

/** A table with the widths that its columns are to have. */
export interface BorderedTable extends Grid {
  /** Inner widths, without the space on either side. */
  widths: readonly number[]
  paints: readonly Paint[]
  palette: Palette
  withHeader: boolean
  /** Called between two pieces. */
  breathe: () => Promise<void>
}

/** cli-table3 takes time quadratic in the rows of one table, so long lists are drawn in pieces. */
const ROWS_A_PIECE = 100

/** Border characters of a piece that goes on where another ended. */
const CONTINUED = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '' }
/** Border characters of a piece that another follows: its last line is the rule between two rows. */
const TO_BE_CONTINUED = { bottom: '─', 'bottom-mid': '┼', 'bottom-left': '├', 'bottom-right': '┤' }

/** Draws a bordered, coloured table; cells wider than their column are wrapped. */
export async function renderBorderedTable(table: BorderedTable): Promise<string> {
  const pieces: string[] = []
  for (let start = 0; start < table.cells.length || start === 0; start += ROWS_A_PIECE) {
    if (start > 0) await table.breathe()
    pieces.push(renderPiece(table, start))
  }
  return `${pieces.join('\n')}\n`
}

function renderPiece(table: BorderedTable, start: number): string {
  const { headers, cells, widths, palette, withHeader } = table
  const first = start === 0
  const last = start + ROWS_A_PIECE >= cells.length
  const rows = cells
    .slice(start, start + ROWS_A_PIECE)
    .map((row) => row.map((cell, index) => wrapText(cell, widths[index] ?? 0)))
  const piece = new Table({
    head: first && withHeader ? headers.map((header) => palette.heading(header)) : [],
    chars: { ...(first ? {} : CONTINUED), ...(last ? {} : TO_BE_CONTINUED) },
    // cli-table3 would colour head and borders by itself, in a pipe too.
    style: { head: [], border: [] },
    colWidths: widths.map((width) => width + 2),
  })
  for (const row of rows) piece.push(row.map((lines) => lines.map(standIn).join('\n')))
  return putTextsBack(piece.toString(), rows, table.paints)
}

/**
 * cli-table3 measures by an old Unicode table: what newer emoji and some scripts hold would be cut or stand askew. And for
 * each line of a cell it shortens the whole cell, a character at a time. It is given one character for private use a line.
 */
function standIn(line: string): string {
  return displayWidth(line) === 0 ? '' : '\ue000'
}

/** Replaces the stand-ins, with the spaces that fill their columns, by their texts, row by row, and in a row line by line. */
function putTextsBack(drawn: string, rows: readonly string[][][], paints: readonly Paint[]): string {
  const texts = rows.flatMap((row) => {
    const height = Math.max(...row.map((lines) => lines.length))
    return Array.from({ length: height }, (_, line) =>
      row.map((lines, column) => ({ text: lines[line] ?? '', paint: paints[column] ?? String })),
    ).flat()
  })
  const drawnTexts = texts.filter(({ text }) => standIn(text) !== '')
  let next = 0
  return drawn.replace(/\ue000 */g, (place) => {
    const { text, paint } = drawnTexts[next++] ?? { text: '', paint: String }
    return paint(text) + ' '.repeat(Math.max(0, place.length - displayWidth(text)))
  })
}
