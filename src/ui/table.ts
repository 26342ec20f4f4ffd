import type { Column, Listing } from './column.ts'
import { makeGrid, type TableStyle } from './grid.ts'
import { renderPlainTable } from './plain-table.ts'
import { safeText } from './safe-text.ts'

/**
 * Returns a list as a table: on a terminal laid out for its width, elsewhere plain aligned columns. Empty for no rows.
 */
export async function renderTable<Row>(
  listing: Listing<Row>,
  columns: readonly Column<Row>[],
  style: TableStyle,
): Promise<string> {
  if (listing.rows.length === 0) return ''
  if (style.isTTY) {
    // What lays out a table for a terminal is slow to load.
    const { renderTerminalTable } = await import('./terminal-table.ts')
    return renderTerminalTable(listing, columns, style)
  }
  const { breathe, palette, redact, withHeader } = style
  const grid = await makeGrid(listing.rows, columns, {
    form: ({ cell, value }) => cell ?? value,
    textOf: safeText,
    breathe,
  })
  const paints = columns.map(({ paint }) => palette[paint ?? 'plain'])
  const cells = grid.cells.map((row) => redactRow(row, redact))
  return renderPlainTable({ ...grid, cells, paints, heading: palette.heading, withHeader })
}

/** Looking through a row at once is quicker than cell by cell, and finds no less. */
function redactRow(row: readonly string[], redact: (text: string) => string): readonly string[] {
  const whole = row.join('\n')
  return redact(whole) === whole ? row : row.map(redact)
}
