import type { Context } from '../context.ts'
import { safeText } from '../ui/safe-text.ts'
import { shorten } from '../ui/width.ts'

/** How much of a program's last line is quoted. */
const LONGEST_QUOTE = 300

/** A program's own words in parentheses, safe for a terminal and without what is protected; empty when it said nothing. */
export function quote(program: string, said: string, { redact }: Context): string {
  return said === '' ? '' : ` (${program}: ${shorten(redact(safeText(said)), LONGEST_QUOTE)})`
}

/** Tells all that a program printed, line by line, under `--debug`. */
export function debugLines(program: string, text: string, { debug }: Context): void {
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) debug(`${program}: ${line}`)
}
