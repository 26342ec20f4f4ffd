import type { Column } from './column.ts'
import type { Palette } from './palette.ts'

/** A table's text: headers and cells, all of them one safe line each. */
export interface Grid {
  headers: readonly string[]
  cells: readonly (readonly string[])[]
}

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

/** Which text of a column a cell holds, and what is done with it. */
export interface Making<Row> {
  form: (column: Column<Row>) => (row: Row) => string
  textOf: (text: string, column: Column<Row>) => string
  breathe: () => Promise<void>
}

const ROWS_A_BREATH = 100

/** Returns the headers and the cells of the columns. */
export async function makeGrid<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { form, textOf, breathe }: Making<Row>,
): Promise<Grid> {
  const makers = columns.map((column) => {
    const cell = form(column)
    return (row: Row) => textOf(cell(row), column)
  })
  const cells: string[][] = []
  for (const row of rows) {
    cells.push(makers.map((make) => make(row)))
    if (cells.length % ROWS_A_BREATH === 0) await breathe()
  }
  return { headers: columns.map(({ header }) => header), cells }
}

/** Returns the width of the widest cell of each column. */
export function widest(widths: readonly (readonly number[])[]): number[] {
  const widestOf: number[] = []
  for (const row of widths) {
    for (const [column, width] of row.entries()) widestOf[column] = Math.max(widestOf[column] ?? 0, width)
  }
  return widestOf
}
