import { readingsOf } from './reading.ts'

/** A form in which a value may appear, as a reading has it. */
export interface Form {
  value: string
  text: string
  /** True for base64, of which the value may be a part of what was encoded. */
  isBase64: boolean
}

/**
 * Returns the forms of a value that resolving escapes does not lead back to itself: plain, hexadecimal, and base64 of both
 * alphabets, wherever in what was encoded the value stands.
 */
export function formsOf(value: string): Form[] {
  const bytes = Buffer.from(value)
  const base64 = [bytes.toString('base64'), ...[1, 2].map((offset) => base64Within(bytes, offset))]
  const inBothAlphabets = base64.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
  // Percent-encoding is of bytes.
  const plain = [value, bytes.toString('latin1'), bytes.toString('hex')]
  // What looks like an escape in the value itself is resolved along with the others.
  const asForms = (texts: string[], isBase64: boolean) =>
    [...new Set(texts.flatMap(readingsOf).map(({ text }) => text))].map((text) => ({ value, text, isBase64 }))
  return [...asForms(plain, false), ...asForms(inBothAlphabets, true)]
}

/** What base64 makes of the value `offset` bytes behind the start of a group, without the characters that its neighbors change. */
function base64Within(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}
