import { type Form, formsOf } from './forms.ts'
import { readingsOf } from './reading.ts'
import { createSearch, type Found, type Span } from './search.ts'

/** Hides values: the one place that does. */
export interface Redactor {
  /** Hides a value from now on. What is too short to be a key or a secret is a mistyped word, and stays. */
  protect(value: string): void
  /** Lets {@link Redactor.redactOutput} show a value from now on, because the user asked to see it. */
  reveal(value: string): void
  /**
   * Returns the text with every protected value replaced by `[redacted]`, in whatever form: plain, hexadecimal, base64 or
   * base64url within anything that was encoded, percent-encoded, escaped for JSON or HTML, in other case, interrupted by
   * escape sequences or line breaks, or cut off. Takes time linear in the text.
   */
  redact(text: string): string
  /** The same for the asked-for output: values that are revealed stay. */
  redactOutput(text: string): string
}

const SHORTEST_SECRET = 8

/** Of a longer value only the beginning is known. */
const LONGEST_SECRET = 16_384

/** Makes a redactor that knows no values yet. */
export function createRedactor(): Redactor {
  const [hidden, revealed] = [new Set<string>(), new Set<string>()]
  const search = createSearch()
  const redact = (text: string, isWanted: (form: Form) => boolean) => {
    const find = (reading: string) => search.find(reading, isWanted)
    return hidden.size === 0 || isClear(text, find) ? text : replaceAll(text, findIn(text, find))
  }
  return {
    protect(value) {
      const known = essence(value)
      if (known.length < SHORTEST_SECRET || hidden.has(known)) return
      hidden.add(known)
      for (const form of formsOf(known)) search.add(form)
    },
    reveal: (value) => void revealed.add(essence(value)),
    redact: (text) => redact(text, () => true),
    redactOutput: (text) => redact(text, (form) => !revealed.has(form.value)),
  }
}

function essence(value: string): string {
  return value.trim().slice(0, LONGEST_SECRET)
}

/** True for most texts, and soon: there is one way only to read plain ASCII without escapes. */
function isClear(text: string, find: (text: string) => Found[]): boolean {
  return (
    /^[\t\n\r\x20-\x24\x27-\x5b\x5d-\x7e]*$/.test(text) &&
    find(text.replace(/\s+/g, '').toLowerCase()).length === 0
  )
}

/** The spans of the text in which any way to read it has something of a value, in order, none overlapping. */
function findIn(text: string, search: (text: string) => Found[]): Span[] {
  const spans = readingsOf(text).flatMap((reading) =>
    search(reading.text).map(({ start, end, isBase64 }) => {
      const span = { start: reading.starts[start] ?? 0, end: reading.ends[end - 1] ?? text.length }
      return isBase64 ? wholeWord(text, span) : span
    }),
  )
  const merged: Span[] = []
  for (const span of spans.sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end)
    else merged.push(span)
  }
  return merged
}

/** How far what was encoded with a value reaches to either side: a username, or a little more. */
const LONGEST_COMPANY = 256

/** With what was encoded along with the value: the characters next to it hold some of its bits. */
function wholeWord(text: string, { start, end }: Span): Span {
  const before = /[\w+/%\\-]*$/.exec(text.slice(Math.max(0, start - LONGEST_COMPANY), start))
  const behind = /^[\w+/%\\=-]*/.exec(text.slice(end, end + LONGEST_COMPANY))
  return { start: start - (before?.[0].length ?? 0), end: end + (behind?.[0].length ?? 0) }
}

function replaceAll(text: string, spans: readonly Span[]): string {
  let from = 0
  const pieces = spans.map(({ start, end }) => {
    const before = text.slice(from, start)
    from = end
    return `${before}[redacted]`
  })
  return pieces.join('') + text.slice(from)
}
