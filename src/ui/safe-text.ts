import { stripVTControlCharacters } from 'node:util'

/** C0 and C1 controls, DEL, the marks and overrides that turn text around, and the line separators. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/**
 * The text without anything that steers a terminal: escape sequences go whole, line breaks and tabs become a
 * space, other control characters and bidirectional overrides vanish. Always one line.
 */
export function safeText(text: string): string {
  // Almost every text is this, and long lists have many.
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return stripVTControlCharacters(text)
    .replace(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replace(UNSAFE, '')
}

/** What is shown of the longest line: enough for every command to paste. */
const LONGEST_LINE = 10_000

/** Returns {@link safeText} of what may be of any length: only what is shown is worked on. */
export function safeLine(text: string): string {
  return safeText(text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text)
}

/**
 * JSON or double-quoted YAML text with the characters of {@link safeText} that `JSON.stringify` leaves as they
 * are (C1, bidirectional overrides) written as `\uXXXX`. The data is unchanged for whoever parses it.
 */
export function escapeUnsafe(document: string): string {
  return document.replace(UNSAFE, (character) =>
    character === '\n' ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** True when {@link escapeUnsafe} would change the text. */
export function hasUnsafe(text: string): boolean {
  return text.search(UNSAFE) !== -1
}

/** Returns a text in the form in which texts are compared: an accent may be a character of its own, or part of its letter. */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
