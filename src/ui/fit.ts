/** What fitting needs to know of a column. */
export interface FlexibleColumn {
  /** The width of its widest cell or header. */
  natural: number
  /** The least width, when it may be wrapped. */
  wrapsTo?: number | undefined
}

/** What a table needs beside its cells: a border before each column and after the last, a space on either side. */
export function frameWidth(columns: number): number {
  return 3 * columns + 1
}

/**
 * The widths with which the columns fit into a terminal: those that may be wrapped give way, the widest first.
 * Undefined when they do not fit however much is wrapped.
 */
export function fitColumns(columns: readonly FlexibleColumn[], terminalWidth: number): number[] | undefined {
  const fitted = columns.map(({ natural, wrapsTo }) => ({
    width: natural,
    least: Math.min(natural, wrapsTo ?? natural),
  }))
  let excess = sum(fitted.map(({ width }) => width)) + frameWidth(columns.length) - terminalWidth
  if (excess > sum(fitted.map(({ width, least }) => width - least))) return undefined
  for (; excess > 0; excess -= 1) {
    const giving = fitted.filter(({ width, least }) => width > least)
    giving.reduce((widest, column) => (column.width > widest.width ? column : widest)).width -= 1
  }
  return fitted.map(({ width }) => width)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
