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
  const wholeForm = (column: Column<Row>) => column.cell ?? column.value
  const whole = makeGrid(listing.rows, columns, wholeForm)
  const { isTTY, palette, width, withHeader } = style
  if (!isTTY) return renderPlainTable(whole, withHeader)
  const paints = columns.map(({ paint }) => palette[paint ?? 'plain'])
  const draw = async (grid: Grid) => {
    const widths = fitGrid(grid, columns, style)
    if (widths === undefined) return undefined
    const { renderBorderedTable } = await import('./bordered-table.ts')
    return renderBorderedTable({ ...grid, widths, paints, palette, withHeader })
  }
  // The short forms are made only where the whole ones do not fit.
  const shortForm = (column: Column<Row>) => column.short ?? wholeForm(column)
  const table = (await draw(whole)) ?? (await draw(makeGrid(listing.rows, columns, shortForm)))
  if (table !== undefined) return table
  const { renderCards } = await import('./cards.ts')
  const wraps = columns.map(({ wrapsTo }) => wrapsTo !== undefined)
  return renderCards({ ...whole, paints, wraps, palette, width })
}

function fitGrid<Row>(
  { headers, cells }: Grid,
  columns: readonly Column<Row>[],
  { width, withHeader }: TableStyle,
): number[] | undefined {
  const natural = columnWidths(withHeader ? headers : headers.map(() => ''), cells)
  return fitColumns(
    columns.map(({ wrapsTo }, index) => ({ natural: natural[index] ?? 0, wrapsTo })),
    width,
  )
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
