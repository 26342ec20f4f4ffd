import type { Grid } from './column.ts'
import type { Paint, Palette } from './palette.ts'
import { columnWidths, displayWidth, padTo } from './width.ts'
import { wrapText } from './wrap.ts'

/** What is to be drawn as cards. */
export interface Cards extends Grid {
  paints: readonly Paint[]
  /** Which columns may be wrapped. */
  wraps: readonly boolean[]
  palette: Palette
  /** Of the terminal. */
  width: number
  /** Called again and again. */
  breathe: () => Promise<void>
}

const CARDS_A_BREATH = 100

const GAP = '  '

/**
 * One card per row, its fields below each other, for terminals too narrow for the table. A value that may not be
 * wrapped and does not fit beside its label stands on the next line, whole.
 */
export async function renderCards(cards: Cards): Promise<string> {
  const { headers, cells, paints, wraps, palette, width, breathe } = cards
  const labelWidth = Math.max(...columnWidths(headers, []))
  const room = Math.max(1, width - labelWidth - GAP.length)
  const field = (label: string, value: string, index: number) => {
    const lines = wraps[index] === true ? wrapText(value, room) : [value]
    const painted = lines.map((line) => (paints[index] ?? palette.plain)(line))
    const [first = ''] = lines
    if (displayWidth(first) > room) return `${palette.heading(label)}\n${painted.join('\n')}\n`
    const indented = painted.join(`\n${' '.repeat(labelWidth)}${GAP}`)
    return `${palette.heading(padTo(label, labelWidth))}${GAP}${indented}\n`
  }
  const drawn: string[] = []
  for (const row of cells) {
    drawn.push(row.map((cell, index) => field(headers[index] ?? '', cell, index)).join(''))
    if (drawn.length % CARDS_A_BREATH === 0) await breathe()
  }
  return drawn.join('\n')
}
