import type { Context } from '../context.ts'
import { safeText } from '../ui/safe-text.ts'
import { shorten } from '../ui/width.ts'

/** How much of a program's words is quoted, in columns. */
const LONGEST_QUOTE = 300

/** More characters than that can have, but for some that take no column; measuring them all would take long. */
const LONGEST_TEXT = 2 * LONGEST_QUOTE

/** A program's own words in parentheses, safe for a terminal and without what is protected; empty when it said nothing. */
export function quote(program: string, said: string, context: Context): string {
  return said === '' ? '' : ` (${program}: ${safeQuote(said, context)})`
}

/** The same as all that is known: `; docker says: …`. */
export function quoteAlone(program: string, said: string, context: Context): string {
  return said === '' ? '' : `; ${program} says: ${safeQuote(said, context)}`
}

function safeQuote(said: string, { redact }: Context): string {
  return shorten(redact(safeText(said)).slice(0, LONGEST_TEXT), LONGEST_QUOTE)
}

/** Tells all that a program printed, line by line, under `--debug`. */
export function debugLines(program: string, text: string, { debug }: Context): void {
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) debug(`${program}: ${line}`)
}
