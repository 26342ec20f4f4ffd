import { type Grid, widest } from './grid.ts'
import type { Paint } from './palette.ts'
import { plainWidth } from './plain-width.ts'

const GAP = '   '

/** A table off a terminal, and its colors where they are forced. */
export interface PlainTable extends Grid {
  paints: readonly Paint[]
  heading: Paint
  withHeader: boolean
}

/** Returns aligned columns, nothing shortened: what a table is off a terminal. One line a row. */
export async function renderPlainTable(table: PlainTable): Promise<string> {
  const { headers, cells, paints, heading, withHeader } = table
  const rows = withHeader ? [headers, ...cells] : cells
  const measured = await measure(rows)
  const widths = widest(measured)
  const line = (row: readonly string[], index: number) => {
    // A row ends with its last text: what fills a column would be trailing spaces.
    const last = row.findLastIndex((cell) => cell !== '')
    let text = ''
    for (let column = 0; column <= last; column += 1) {
      const cell = row[column] ?? ''
      const paint = withHeader && index === 0 ? heading : paints[column]
      text += paint === undefined ? cell : paint(cell)
      if (column < last) text += ' '.repeat((widths[column] ?? 0) - (measured[index]?.[column] ?? 0)) + GAP
    }
    return `${text.trimEnd()}\n`
  }
  return rows.map(line).join('')
}

/** The widths of all cells but those of the last column, which is never filled up. */
async function measure(rows: readonly (readonly string[])[]): Promise<number[][]> {
  const quick = rows.map((row) => row.slice(0, -1).map(plainWidth))
  if (quick.every(isMeasured)) return quick
  // What measures any text is slow to load.
  const { displayWidth } = await import('./width.ts')
  return quick.map((row, index) =>
    row.map((width, column) => width ?? displayWidth(rows[index]?.[column] ?? '')),
  )
}

function isMeasured(row: readonly (number | undefined)[]): row is number[] {
  return !row.includes(undefined)
}
