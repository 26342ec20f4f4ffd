import type { Column, Grid, Listing } from './column.ts'
import { fitColumns } from './fit.ts'
import type { Palette } from './palette.ts'
import { renderPlainTable } from './plain-table.ts'
import { safeText } from './safe-text.ts'
import { columnWidths } from './width.ts'

/** The terminal, or what stands in its place. */
export interface TableStyle {
  isTTY: boolean
  width: number
  withHeader: boolean
  palette: Palette
}

/**
 * A list as a table: on a terminal bordered and fitted to its width, or one card per row where it is too narrow
 * for any table; elsewhere plain aligned columns. Empty for no rows.
 */
export async function renderTable<Row>(
  listing: Listing<Row>,
  columns: readonly Column<Row>[],
  style: TableStyle,
): Promise<string> {
  if (listing.rows.length === 0) return ''
  const whole = makeGrid(listing.rows, columns, (column) => column.cell ?? column.value)
  if (!style.isTTY) return renderPlainTable(whole, style.withHeader)
  const short = makeGrid(listing.rows, columns, (column) => column.short ?? column.cell ?? column.value)
  const paints = columns.map(({ paint }) => style.palette[paint ?? 'plain'])
  for (const grid of [whole, short]) {
    const natural = columnWidths(style.withHeader ? grid.headers : grid.headers.map(() => ''), grid.cells)
    const flexible = columns.map(({ wrapsTo }, index) => ({ natural: natural[index] ?? 0, wrapsTo }))
    const widths = fitColumns(flexible, style.width)
    if (widths === undefined) continue
    const { renderBorderedTable } = await import('./bordered-table.ts')
    return renderBorderedTable({
      ...grid,
      widths,
      paints,
      palette: style.palette,
      withHeader: style.withHeader,
    })
  }
  const { renderCards } = await import('./cards.ts')
  return renderCards({
    ...whole,
    paints,
    wraps: columns.map(({ wrapsTo }) => wrapsTo !== undefined),
    palette: style.palette,
    width: style.width,
  })
}

function makeGrid<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  form: (column: Column<Row>) => (row: Row) => string,
): Grid {
  const forms = columns.map(form)
  return {
    headers: columns.map(({ header }) => header),
    cells: rows.map((row) => forms.map((cell) => safeText(cell(row)))),
  }
}
