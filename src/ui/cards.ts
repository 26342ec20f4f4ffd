import type { Column } from './column.ts'
import { GAP } from './fit.ts'
import { fitText } from './fit-text.ts'
import type { Grid, TableStyle } from './grid.ts'
import { displayWidth, padTo } from './width.ts'

const CARDS_A_BREATH = 100

/** Beside its label a text is wrapped to no less than this. */
const LEAST_ROOM = 10

/**
 * Returns one card per row, its fields below each other, for terminals too narrow for a table. What is never cut and does not fit
 * beside its label stands on the next line; of the rest there are two lines at most. Fields without a value are left out.
 */
export async function renderCards<Row>(
  { headers, cells }: Grid,
  columns: readonly Column<Row>[],
  { palette, width, breathe }: Pick<TableStyle, 'palette' | 'width' | 'breathe'>,
): Promise<string> {
  const labelWidth = Math.max(...headers.map(displayWidth))
  const indent = labelWidth + GAP
  const field = (label: string, value: string, column: Column<Row> | undefined) => {
    const { paint = 'plain', list = false } = column ?? {}
    const room = width - indent
    const fits = isWhole(column) ? displayWidth(value) <= room : room >= LEAST_ROOM
    const lines = isWhole(column)
      ? [value]
      : fitText(value, { width: fits ? room : Math.max(1, width), lines: 2, list })
    const painted = lines.map((line) => palette[paint](line))
    if (!fits) return `${palette.heading(label)}\n${painted.join('\n')}\n`
    return `${palette.heading(padTo(label, labelWidth))}${' '.repeat(GAP)}${painted.join(`\n${' '.repeat(indent)}`)}\n`
  }
  const drawn: string[] = []
  for (const row of cells) {
    const fields = row.map((cell, index) =>
      cell === '' ? '' : field(headers[index] ?? '', cell, columns[index]),
    )
    drawn.push(fields.join(''))
    if (drawn.length % CARDS_A_BREATH === 0) await breathe()
  }
  return drawn.join('\n')
}

function isWhole<Row>(column: Column<Row> | undefined): boolean {
  return column?.whole === true || column?.paint === 'id'
}
