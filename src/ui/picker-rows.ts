import type { Row } from '../ports.ts'
import type { Palette } from './palette.ts'
import { safeLine } from './safe-text.ts'
import { displayWidth, padTo, shorten } from './width.ts'

/** The widths of a picker's columns; 0 for one that is left out. */
export interface RowWidths {
  name: number
  detail: number
  id: number
  mark: number
}

const GAP = 2

/** A name of which less is shown could be any. */
const LEAST_NAME = 16
const LEAST_DETAIL = 10

/** Rows are cut to a terminal, which has no use for more. */
const WIDEST = 60

/**
 * Returns the widths that rows take of a width: the id has what it needs, then the name, the mark, and the detail. Where there
 * is no room for a detail, or for a mark, it is left out.
 */
export function rowWidths(rows: readonly Row<unknown>[], width: number): RowWidths {
  const widest = (of: (row: Row<unknown>) => string) =>
    rows.reduce((most, row) => Math.max(most, Math.min(WIDEST, displayWidth(safeLine(of(row))))), 0)
  const id = widest((row) => row.id)
  let room = width - id - GAP
  const take = (wanted: number, least: number, reserved: number) => {
    const given = Math.min(wanted, room - reserved - GAP)
    if (wanted === 0 || given < Math.min(least, wanted)) return 0
    room -= given + GAP
    return given
  }
  const markWidth = widest((row) => row.mark)
  const mark = take(markWidth, markWidth, LEAST_NAME)
  const nameWidth = widest((row) => row.name)
  const detail = take(
    widest((row) => row.detail),
    LEAST_DETAIL,
    Math.min(nameWidth, Math.max(LEAST_NAME, Math.floor(room * 0.6))),
  )
  return { name: Math.max(1, Math.min(nameWidth, room)), detail, id, mark }
}

/** Returns one row as a line that is as wide as its columns at most; only the id is never cut. */
export function renderRow(
  row: Row<unknown>,
  widths: RowWidths,
  { palette, isActive }: { palette: Palette; isActive: boolean },
): string {
  const cell = (text: string, width: number) => padTo(shorten(safeLine(text), width), width)
  const name = cell(row.name, widths.name)
  const cells = [isActive ? palette.heading(name) : name]
  if (widths.detail > 0) cells.push(palette.faint(cell(row.detail, widths.detail)))
  cells.push(palette.id(padTo(safeLine(row.id), widths.id)))
  if (widths.mark > 0 && row.mark !== '') cells.push(palette.faint(safeLine(row.mark)))
  return cells.join(' '.repeat(GAP)).trimEnd()
}

/** The columns of a tick. */
export const TICK_WIDTH = 4

/** Returns `[x] ` or `[ ] `, which a screen reader reads as well. */
export function tickOf(isTicked: boolean): string {
  return isTicked ? '[x] ' : '[ ] '
}

/** Returns how an answer is shown: the name, cut to the width, and the id. */
export function renderAnswer({ name, id }: Pick<Row<unknown>, 'name' | 'id'>, width: number): string {
  const start = ` (${safeLine(id)})`
  return shorten(safeLine(name), Math.max(1, width - start.length)) + start
}
