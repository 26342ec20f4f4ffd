import type { Grid } from './column.ts'
import { columnWidths, padTo } from './width.ts'

const GAP = '   '

/** Aligned columns without borders, nothing shortened: what a table is off a terminal. One line a row. */
export function renderPlainTable({ headers, cells }: Grid, withHeader: boolean): string {
  const widths = columnWidths(withHeader ? headers : headers.map(() => ''), cells)
  const line = (row: readonly string[]) =>
    `${row
      .map((cell, index) => (index === row.length - 1 ? cell : padTo(cell, widths[index] ?? 0)))
      .join(GAP)
      .trimEnd()}\n`
  return (withHeader ? line(headers) : '') + cells.map(line).join('')
}
