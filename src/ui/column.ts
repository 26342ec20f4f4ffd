import type { Palette } from './palette.ts'

/** One column of a list, declared once for every output format. */
export interface Column<Row> {
  /** What `--columns` and the header of CSV and TSV call it. */
  name: string
  /** The header of a table. */
  header: string
  /** The whole value; what CSV and TSV hold, and tables too unless there is a {@link Column.cell}. */
  value: (row: Row) => string
  /** How a table shows it. */
  cell?: (row: Row) => string
  /** The shorter form for a terminal that is too narrow for the whole one. */
  short?: (row: Row) => string
  /** The least width to which the column may be wrapped on a narrow terminal; without it, it is never wrapped. */
  wrapsTo?: number
  /** Only in `wide`, and in CSV and TSV. */
  wide?: boolean
  /** How it is painted. */
  paint?: Exclude<keyof Palette, 'colored'>
}

/** A list in the form that every output format can be made from. */
export interface Listing<Row> {
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  /** For `-o id`, where each id stands once; empty for a row without one. */
  id: (row: Row) => string
  /** For `-o json` and `-o yaml`: plain data, field names in snake_case, null for what is not known. */
  data: (row: Row) => unknown
}

/** A table's text: headers and cells, all of them one safe line each. */
export interface Grid {
  headers: string[]
  cells: string[][]
}
