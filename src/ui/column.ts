import type { Message } from './message.ts'
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
  /** How a terminal shows it, where it shows less or more than {@link Column.cell}. */
  screen?: (row: Row) => string
  /** The shorter form for a terminal that is too narrow for the whole one. */
  short?: (row: Row) => string
  /** The least width to which a narrow terminal may shrink the column: its text is then wrapped or shortened. */
  wrapsTo?: number
  /** True for items joined by `, `: they are shortened to `api, engine +3`. */
  list?: boolean
  /** True for what is never cut, however narrow the terminal is; ids never are. */
  whole?: boolean
  /** Only in `wide`, and in CSV and TSV; `tables`: not in these. */
  wide?: boolean | 'tables'
  /** How it is painted. */
  paint?: Exclude<keyof Palette, 'colored'>
}

/**
 * How a terminal shows each row on one line or on several: the columns of a group stand below each other. A text that is too long
 * for its group starts further left, below groups that have nothing on its line.
 */
export interface Layout {
  /** The width from which on it is used. */
  from: number
  /** Names of columns; those that are shown have to be the same. Where one is empty, a group has nothing on that line. */
  groups: readonly (readonly string[])[]
}

/** A list in the form that every output format can be made from. */
export interface Listing<Row> {
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  /**
   * For terminals, the widest first: below the last one rows become cards. Without one for the columns that are shown, each row is a
   * line, and cells are wrapped.
   */
  layouts?: readonly Layout[]
  /** What a terminal shows below a row, beside its first column, wrapped at word ends and never cut. */
  below?: (row: Row) => readonly Message[]
  /** For `-o id`, where each id stands once; empty for a row without one. */
  id: (row: Row) => string
  /** For `-o json` and `-o yaml`: plain data, field names in snake_case, null for what is not known. */
  data: (row: Row) => unknown
  /** Left out, JSON and YAML are an array of the rows. */
  document?: unknown
}

/** Returns a column of other rows, which have what the column is of. */
export function mapColumn<Row, Other>(column: Column<Row>, of: (row: Other) => Row): Column<Other> {
  const { value, cell, screen, short, ...rest } = column
  return {
    ...rest,
    value: (row) => value(of(row)),
    ...(cell === undefined ? {} : { cell: (row) => cell(of(row)) }),
    ...(screen === undefined ? {} : { screen: (row) => screen(of(row)) }),
    ...(short === undefined ? {} : { short: (row) => short(of(row)) }),
  }
}
