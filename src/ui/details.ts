import type { Paint, Palette } from './palette.ts'
import { safeText } from './safe-text.ts'
import { displayWidth, padTo } from './width.ts'

/** One line of a description: a label and what belongs to it, painted when asked. */
export interface Detail {
  label: string
  value: string
  paint?: Paint
}

/** Everything about one thing, a line each; the lines without a value are left out. */
export function renderDetails(details: readonly Detail[], palette: Palette): string {
  const shown = details.filter(({ value }) => value !== '')
  const width = Math.max(0, ...shown.map(({ label }) => displayWidth(label)))
  return shown
    .map(
      ({ label, value, paint }) =>
        `${palette.heading(padTo(label, width))}   ${(paint ?? palette.plain)(safeText(value))}\n`,
    )
    .join('')
}
