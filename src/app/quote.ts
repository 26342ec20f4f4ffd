import { safeLine } from '../ui/safe-text.ts'
import { shorten } from '../ui/width.ts'
import type { Messages, Parts } from './context.ts'
import type { Redactor } from './redaction/redactor.ts'

/** How much of a program's words is quoted, in columns. */
const LONGEST_QUOTE = 300

/** How much of a program's output is shown. */
const LONGEST_OUTPUT = 64 * 1024

/** A program's own words in parentheses, safe for a terminal and without what is protected; empty when it said nothing. */
export function quote(program: string, said: string, context: Parts<'redaction'>): string {
  return said === '' ? '' : ` (${program}: ${safeQuote(said, context.redaction)})`
}

/** The same as all that is known: `; docker says: …`. */
export function quoteAlone(program: string, said: string, context: Parts<'redaction'>): string {
  return said === '' ? '' : `; ${program} says: ${safeQuote(said, context.redaction)}`
}

function safeQuote(said: string, { redact }: Redactor): string {
  return shorten(redact(safeLine(said)), LONGEST_QUOTE)
}

/** Writes what a program printed line by line: the end of it where it is long. */
export function writeLines(program: string, text: string, write: (line: string) => void): void {
  if (text.length > LONGEST_OUTPUT) write(`${program}: … (${text.length - LONGEST_OUTPUT} characters before)`)
  for (const line of endOf(text)
    .split('\n')
    .filter((one) => one.trim() !== ''))
    write(`${program}: ${line}`)
}

/** Returns the end of what a program printed: as much as is worked on. */
export function endOf(text: string): string {
  return text.slice(-LONGEST_OUTPUT)
}

/** Writes what a program printed under `--debug`. */
export function debugLines(program: string, text: string, { debug }: Messages): void {
  writeLines(program, text, debug)
}
