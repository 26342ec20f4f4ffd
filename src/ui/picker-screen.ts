import type { RowQuestion } from '../ports.ts'
import type { Palette } from './palette.ts'
import { type RowWidths, renderRow, rowWidths, TICK_WIDTH, tickOf } from './picker-rows.ts'
import { type PickerState, windowOf } from './picker-state.ts'
import { safeLine } from './safe-text.ts'
import { displayWidth, shorten } from './width.ts'
import { wrapText } from './wrap.ts'

/** The columns that a question leaves for what is typed and for the count. */
const LEAST_FILTER = 20

/** The mark of the row that Enter takes, and its space. */
const MARK_WIDTH = 2

/** Returns the question and what was typed; a question that leaves no room for that has lines of its own. */
export function headOf(message: string, filter: string, columns: number, palette?: Palette): string {
  const paint = palette?.heading ?? String
  const text = safeLine(message)
  if (MARK_WIDTH + displayWidth(text) + LEAST_FILTER < columns) return `? ${paint(text)}  ${filter}`
  const lines = wrapText(`? ${text}`, columns - 1)
  return [...lines.map(paint), `> ${filter}`].join('\n')
}

/** Returns how many rows fit below a head: two lines are for the keys, and for what comes after the answer. */
export function pageSizeOf({ rows }: { rows: number }, head: string): number {
  return Math.max(1, rows - head.split('\n').length - 2)
}

/** Returns how many match, and how many are ticked: `2 of 60, 1 ticked`. */
export function countOf(
  { found, ticked }: PickerState<unknown>,
  { question, several }: { question: RowQuestion<unknown>; several: boolean },
): string {
  return `${found.length} of ${question.rows.length}${several ? `, ${ticked.size} ticked` : ''}`
}

/** What the rows are drawn with. */
export interface Body {
  question: RowQuestion<unknown>
  several: boolean
  screen: { columns: number; rows: number }
  palette: Palette
  head: string
}

/** Returns the rows and the line with the keys. */
export function bodyOf(state: PickerState<unknown>, body: Body): string {
  const { question, several, screen, palette, head } = body
  const keys = palette.faint(keysFor(several, screen.columns))
  if (state.found.length === 0) {
    const nothing = `  nothing matches "${state.filter}"; Esc clears it`
    return `${shorten(nothing, screen.columns - 1)}\n${keys}`
  }
  const room = screen.columns - 1 - MARK_WIDTH - (several ? TICK_WIDTH : 0)
  const widths = rowWidths(question.rows, room)
  const shown = windowOf(state, pageSizeOf(screen, head))
  return [...shown.map((index) => lineOf(index, state, { ...body, widths })), keys].join('\n')
}

function lineOf(
  index: number,
  { found, active, ticked }: PickerState<unknown>,
  { question, several, palette, widths }: Body & { widths: RowWidths },
): string {
  const row = question.rows[index]
  if (row === undefined) return ''
  const isActive = found[active] === index
  const tick = several ? tickOf(ticked.has(row.value)) : ''
  const line = tick + renderRow(row, widths, { palette, isActive })
  return `${isActive ? palette.id('❯') : ' '} ${line}`
}

/** The longest that fits. */
function keysFor(several: boolean, columns: number): string {
  const texts = several
    ? ['type to search, Space ticks, Enter when done, Ctrl-C cancels', 'Space ticks, Enter when done']
    : ['type to search, Up and Down move, Enter chooses, Ctrl-C cancels', 'type to search, Enter chooses']
  return `  ${texts.find((text) => text.length + 2 < columns) ?? texts.at(-1) ?? ''}`
}
