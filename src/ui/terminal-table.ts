import { type Arrangement, arrange, rowsOf } from './arrange.ts'
import { renderCards } from './cards.ts'
import type { Column, Layout, Listing } from './column.ts'
import { drawTable } from './draw-table.ts'
import { GAP } from './fit.ts'
import { type Grid, makeGrid, type TableStyle } from './grid.ts'
import type { Message } from './message.ts'
import { renderMessage } from './render-message.ts'
import { safeLine } from './safe-text.ts'
import { shorten } from './width.ts'

/** What a cell on a terminal shows at most, in columns; data formats have the whole. */
const LONGEST_CELL = 300

const ROWS_A_PIECE = 50

/**
 * Returns a list for a terminal, by the first of its layouts that fits, or by one line a row; as one card per row where the terminal is
 * too narrow for any.
 */
export async function renderTerminalTable<Row>(
  { rows, layouts = [], below }: Listing<Row>,
  columns: readonly Column<Row>[],
  style: TableStyle,
): Promise<string> {
  const whole = ({ screen, cell, value }: Column<Row>) => screen ?? cell ?? value
  const gridOf = (form: (column: Column<Row>) => (row: Row) => string) =>
    makeGrid(rows, columns, {
      form,
      textOf: (text, { list }) => {
        const line = style.redact(safeLine(text))
        // Of a list that is shortened, the number of items is to be seen.
        return list === true ? line : shorten(line, LONGEST_CELL)
      },
      breathe: style.breathe,
    })
  const grid = await gridOf(whole)
  const notesOf = ([first]: readonly number[]) =>
    below === undefined
      ? undefined
      : rows.map((row) => renderNotes(below(row), first === undefined ? 0 : first + GAP, style))
  const own = layouts.filter(({ groups }) => hasColumns(groups.flat(), columns))
  for (const { groups } of own.filter(({ from }) => from <= style.width)) {
    const places = groups.map((names) =>
      names.map((name) => columns.findIndex((column) => column.name === name)),
    )
    const arrangement = arrange(grid, columns, { groups: places, lines: 1, style })
    if (arrangement !== undefined) return draw(arrangement, style, notesOf(arrangement.widths))
  }
  const inLine = (cells: Grid) =>
    arrange(cells, columns, { groups: columns.map((_, index) => [index]), lines: 2, style })
  const arrangement =
    own.length > 0
      ? undefined
      : (inLine(grid) ?? inLine(await gridOf((column) => column.short ?? whole(column))))
  if (arrangement !== undefined) return draw(arrangement, style, notesOf(arrangement.widths))
  if (below === undefined) return renderCards(grid, columns, style)
  const notes = notesOf([])
  const cards = grid.cells.map((row) => renderCards({ ...grid, cells: [row] }, columns, style))
  return (await Promise.all(cards)).map((card, index) => card + (notes?.[index] ?? '')).join('\n')
}

function hasColumns<Row>(names: Layout['groups'][number], columns: readonly Column<Row>[]): boolean {
  const named = names.filter((name) => name !== '')
  return named.length === columns.length && columns.every(({ name }) => named.includes(name))
}

function renderNotes(notes: readonly Message[], indent: number, style: TableStyle): string {
  return notes.map((note) => `${' '.repeat(indent)}${renderMessage(note, { ...style, indent })}\n`).join('')
}

/** Draws a piece at a time; between two of them a signal is heard. */
async function draw(
  arrangement: Arrangement,
  { breathe }: TableStyle,
  notes: readonly string[] | undefined,
): Promise<string> {
  const { header, blanks, widths, count } = arrangement
  const pieces = header.length === 0 ? [] : [drawTable(header, widths)]
  for (let start = 0; start < count; start += ROWS_A_PIECE) {
    if (start > 0) await breathe()
    const end = Math.min(count, start + ROWS_A_PIECE)
    for (let row = start; row < end; ) {
      // With something between them, rows are drawn one by one.
      const next = blanks || notes !== undefined ? row + 1 : end
      pieces.push(drawTable(rowsOf(arrangement, row, next), widths), notes?.[row] ?? '')
      if (blanks && next < count) pieces.push('\n')
      row = next
    }
  }
  return pieces.join('')
}
