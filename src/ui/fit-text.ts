import { displayWidth, shorten } from './width.ts'
import { wrapText } from './wrap.ts'

/** How a text gives way where it is too wide. */
export interface Fitting {
  width: number
  /** The most lines that it may take. */
  lines: 1 | 2
  /** True for items joined by `, `. */
  list: boolean
}

/** Returns a text in lines of a width: wrapped, then shortened; of a list, as many items as there is room for: `api, engine +3`. */
export function fitText(text: string, { width, lines, list }: Fitting): string[] {
  if (displayWidth(text) <= width) return [text]
  if (list) return fitList(text.split(', '), { width, lines })
  if (lines === 1) return [shorten(text, width)]
  const [first = '', ...rest] = wrapText(text, width)
  return rest.length <= 1 ? [first, ...rest] : [first, shorten(rest.join(' '), width)]
}

function fitList(items: readonly string[], { width, lines }: Omit<Fitting, 'list'>): string[] {
  for (let count = countThatFit(items, width * lines); count > 0; count -= 1) {
    const wrapped = wrapText(withRest(items, count), width)
    if (wrapped.length <= lines) return wrapped
  }
  const [first = ''] = items
  const rest = items.length > 1 ? ` +${items.length - 1}` : ''
  const room = width - rest.length
  // Without room for a character of the first item, the number of the others says little.
  return room < 2 ? [shorten(first, width)] : [shorten(first, room) + rest]
}

/** How many of the first items fit by their width alone, with the number of the others. */
function countThatFit(items: readonly string[], width: number): number {
  let taken = 0
  let used = 0
  for (const item of items) {
    used += displayWidth(item) + (taken === 0 ? 0 : ', '.length)
    if (used > width) break
    taken += 1
  }
  return taken
}

function withRest(items: readonly string[], count: number): string {
  const shown = items.slice(0, count).join(', ')
  return count === items.length ? shown : `${shown} +${items.length - count}`
}
