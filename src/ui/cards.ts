import type { Grid } from './column.ts'
import type { Paint, Palette } from './palette.ts'
import { columnWidths, displayWidth, padTo } from './width.ts'

/** What is to be drawn as cards. */
export interface Cards extends Grid {
  paints: readonly Paint[]
  palette: Palette
  /** Of the terminal. */
  width: number
}

/**
 * One card per row, its fields below each other, for terminals too narrow for the table. A value that does not
 * fit beside its label goes on the next line; the terminal wraps what is wider than itself.
 */
export function renderCards({ headers, cells, paints, palette, width }: Cards): string {
  const labelWidth = Math.max(...columnWidths(headers, []))
  const field = (label: string, value: string, paint: Paint | undefined) => {
    const painted = paint?.(value) ?? value
    const beside = labelWidth + 2 + displayWidth(value) <= width
    return beside
      ? `${palette.heading(padTo(label, labelWidth))}  ${painted}\n`
      : `${palette.heading(label)}\n${painted}\n`
  }
  return cells
    .map((row) => row.map((cell, index) => field(headers[index] ?? '', cell, paints[index])).join(''))
    .join('\n')
}
