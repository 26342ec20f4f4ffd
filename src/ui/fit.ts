/** What fitting needs to know of a column. */
export interface FlexibleColumn {
  /** The width of its widest cell or header. */
  natural: number
  /** The least width, when it may be narrower. */
  wrapsTo?: number | undefined
}

/** The spaces between two columns. */
export const GAP = 2

/** Returns the width of columns side by side, with the gaps between them. */
export function joinedWidth(widths: readonly number[]): number {
  return sum(widths) + GAP * Math.max(0, widths.length - 1)
}

/**
 * Returns the widths with which the columns fit into a terminal: those that may be narrower give way, the widest first.
 * Undefined when they do not fit.
 */
export function fitColumns(columns: readonly FlexibleColumn[], terminalWidth: number): number[] | undefined {
  const fitted = columns.map(({ natural, wrapsTo }) => ({
    width: natural,
    least: Math.min(natural, wrapsTo ?? natural),
  }))
  let excess = joinedWidth(fitted.map(({ width }) => width)) - terminalWidth
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
