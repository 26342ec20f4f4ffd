import type { Column } from './column.ts'
import type { DrawnCell } from './draw-table.ts'
import { fitColumns, GAP, joinedWidth } from './fit.ts'
import { fitText } from './fit-text.ts'
import { type Grid, type TableStyle, widest } from './grid.ts'
import type { Paint } from './palette.ts'
import { displayWidth } from './width.ts'

/** How rows are to be arranged. */
export interface Wanted {
  /** The places of the columns, -1 for none; those of a group stand below each other. */
  groups: readonly (readonly number[])[]
  /** The most lines of a cell. */
  lines: 1 | 2
  style: Pick<TableStyle, 'width' | 'withHeader' | 'palette'>
}

/** A table whose widths are known. */
export interface Arrangement {
  header: readonly (readonly DrawnCell[])[]
  /** True when a blank line is to stand between two rows. */
  blanks: boolean
  widths: readonly number[]
  /** Of rows. */
  count: number
  cells: Grid['cells']
  /** What each line of a row holds, from left to right. */
  places: readonly (readonly Usage[])[]
}

/** A place for a cell, and what it is the place of. */
interface Usage {
  /** Undefined where the line has nothing. */
  column: number | undefined
  span: number
  width: number
  lines: 1 | 2
  list: boolean
  paint: Paint
}

/** From so many lines a row on, a blank line parts it from the next. */
const HIGH = 3

/** Returns how rows are arranged in groups of columns; undefined where the terminal is too narrow. */
export function arrange<Row>(
  grid: Grid,
  columns: readonly Column<Row>[],
  { groups, lines, style }: Wanted,
): Arrangement | undefined {
  const { width, withHeader, palette } = style
  const depth = Math.max(...groups.map((group) => group.length))
  const header = withHeader ? headersOf(grid, groups, depth) : []
  const natural = widest(grid.cells.map((row) => row.map(naturalWidth)))
  const widths = fitColumns(
    groups.map((group, index) => {
      const head = Math.max(0, ...header.map((texts) => displayWidth(texts[index] ?? '')))
      const widest = group.map((column) => natural[column] ?? 0)
      const least = group.map((column, level) => {
        const wanted = leastWidth(columns[column], widest[level] ?? 0)
        return Math.max(1, wanted - freeOnLeft(groups, natural, { index, level }))
      })
      return { natural: Math.max(head, ...widest), wrapsTo: Math.max(head, ...least) }
    }),
    width,
  )
  if (widths === undefined) return undefined
  const placeAt = (level: number) => usagesOf(level, { groups, columns, natural, widths, lines, palette })
  return {
    header: header.map((texts) => texts.map((text) => ({ lines: [text], paint: palette.heading }))),
    blanks: depth >= HIGH,
    widths,
    count: grid.cells.length,
    cells: grid.cells,
    places: Array.from({ length: depth }, (_, level) => placeAt(level)),
  }
}

/** Returns some of the rows. A line on which a row has nothing is left out. */
export function rowsOf({ cells, places }: Arrangement, start: number, end: number): DrawnCell[][] {
  return cells.slice(start, end).flatMap((row) =>
    places
      .map((line) =>
        line.map(({ column, paint, span, ...fitting }) => {
          const text = column === undefined ? '' : (row[column] ?? '')
          return { lines: fitText(text, fitting), paint, span }
        }),
      )
      .filter((line, level) => level === 0 || line.some(({ lines: [first] }) => first !== '')),
  )
}

/** Two lines have one header, as `ID / USERNAME`; more of them have one each. */
function headersOf({ headers }: Grid, groups: Wanted['groups'], depth: number): string[][] {
  const headerOf = (column: number | undefined) => (column === undefined ? '' : (headers[column] ?? ''))
  if (depth < HIGH) return [groups.map((group) => group.map(headerOf).join(' / '))]
  return Array.from({ length: depth }, (_, level) => groups.map((group) => headerOf(group[level])))
}

/** What is longer than any terminal is wide need not be measured. */
const WIDE = 1000

function naturalWidth(text: string): number {
  return text.length > WIDE ? WIDE : displayWidth(text)
}

function leastWidth<Row>(column: Column<Row> | undefined, natural: number): number {
  return column?.wrapsTo === undefined ? natural : Math.min(natural, column.wrapsTo)
}

/** The columns of the groups on the left that have nothing on this line. */
function freeOnLeft(
  groups: Wanted['groups'],
  natural: readonly number[],
  { index, level }: { index: number; level: number },
): number {
  let free = 0
  for (let left = index - 1; left >= 0 && !isTaken(groups[left], level); left -= 1)
    free += Math.max(...(groups[left] ?? []).map((column) => natural[column] ?? 0)) + GAP
  return free
}

/** False where a group has nothing on a line. */
function isTaken(group: readonly number[] | undefined, level: number): boolean {
  return (group?.[level] ?? -1) >= 0
}

interface Placing<Row> {
  groups: Wanted['groups']
  columns: readonly Column<Row>[]
  natural: readonly number[]
  widths: readonly number[]
  lines: 1 | 2
  palette: TableStyle['palette']
}

/** What is too wide for its own group takes those on its left that have nothing on this line. */
function usagesOf<Row>(
  level: number,
  { groups, columns, natural, widths, lines, palette }: Placing<Row>,
): Usage[] {
  const places: Usage[] = []
  for (const [index, group] of groups.entries()) {
    const column = isTaken(group, level) ? group[level] : undefined
    let start = index
    const isTooWide = column !== undefined && (natural[column] ?? 0) > (widths[index] ?? 0)
    while (isTooWide && places.length > 0 && places.at(-1)?.column === undefined) {
      start -= places.pop()?.span ?? 1
    }
    const { paint = 'plain', list = false } = (column === undefined ? undefined : columns[column]) ?? {}
    const span = index - start + 1
    const width = joinedWidth(widths.slice(start, index + 1))
    places.push({ column, span, width, lines, list, paint: palette[paint] })
  }
  return places
}
