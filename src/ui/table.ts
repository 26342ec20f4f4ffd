import type { Column, Grid, Listing } from './column.ts'
import { fitColumns } from './fit.ts'
import type { Palette } from './palette.ts'
import { renderPlainTable } from './plain-table.ts'
import { safeLine, safeText } from './safe-text.ts'
import { columnWidths, shorten } from './width.ts'

/** The terminal, or what stands in its place. */
export interface TableStyle {
  isTTY: boolean
  width: number
  withHeader: boolean
  palette: Palette
  /** Hides what is secret: needed before anything is wrapped. */
  redact: (text: string) => string
  /** Called again and again during long work: lets signals be heard, and throws when one has come. */
  breathe: () => Promise<void>
}

/** What a cell on a terminal shows at most, in columns; data formats have the whole. */
const LONGEST_CELL = 300

const ROWS_A_BREATH = 100

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
  const { breathe, isTTY, palette, redact, width, withHeader } = style
  const textOf = isTTY
    ? (text: string) => shorten(redact(safeLine(text)), LONGEST_CELL)
    : (text: string) => redact(safeText(text))
  const gridOf = (form: Form<Row>) => makeGrid(listing.rows, columns, { form, textOf, breathe })
  const whole = await gridOf(wholeForm)
  if (!isTTY) return renderPlainTable(whole, withHeader)
  const paints = columns.map(({ paint }) => palette[paint ?? 'plain'])
  const draw = async (grid: Grid) => {
    const widths = fitGrid(grid, columns, style)
    if (widths === undefined) return undefined
    const { renderBorderedTable } = await import('./bordered-table.ts')
    return renderBorderedTable({ ...grid, widths, paints, palette, withHeader, breathe })
  }
  // The short forms are made only where the whole ones do not fit.
  const shortForm = (column: Column<Row>) => column.short ?? wholeForm(column)
  const table = (await draw(whole)) ?? (await draw(await gridOf(shortForm)))
  if (table !== undefined) return table
  const { renderCards } = await import('./cards.ts')
  const wraps = columns.map(({ wrapsTo }) => wrapsTo !== undefined)
  return renderCards({ ...whole, paints, wraps, palette, width, breathe })
}

/** Which text of a column a cell holds. */
type Form<Row> = (column: Column<Row>) => (row: Row) => string

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

/** What is done with a cell, and what is called between many of them. */
interface Making<Row> {
  form: Form<Row>
  textOf: (text: string) => string
  breathe: () => Promise<void>
}

async function makeGrid<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { form, textOf, breathe }: Making<Row>,
): Promise<Grid> {
  const forms = columns.map(form)
  const cells: string[][] = []
  for (const row of rows) {
    cells.push(forms.map((cell) => textOf(cell(row))))
    if (cells.length % ROWS_A_BREATH === 0) await breathe()
  }
  return { headers: columns.map(({ header }) => header), cells }
}
