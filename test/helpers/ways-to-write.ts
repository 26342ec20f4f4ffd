import { formsOf } from './sentinel.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** The text with some of its characters in percent-encoding. */
const percent = (text: string, isWanted: (index: number) => boolean, upper = true) =>
  [...text]
    .map((character, index) => {
      const hex = character.charCodeAt(0).toString(16)
      return isWanted(index) ? `%${upper ? hex.toUpperCase() : hex}` : character
    })
    .join('')

/** The text with each character written by its code, of four hexadecimal digits. */
const each = (text: string, write: (code: string) => string) =>
  [...text].map((character) => write(character.charCodeAt(0).toString(16).padStart(4, '0'))).join('')

/** The text with another one inside. */
const within = (text: string, other: string) => `${text.slice(0, 9)}${other}${text.slice(9)}`

/** The ways in which somebody may write a secret value. */
export const WAYS_TO_WRITE: readonly (readonly [name: string, write: (value: string) => string])[] = [
  ['plain', (value) => value],
  ['in other case', (value) => (value === value.toLowerCase() ? value.toUpperCase() : value.toLowerCase())],
  ['in hexadecimal', (value) => Buffer.from(value).toString('hex')],
  ['in base64', base64],
  ['in base64 without padding', (value) => base64(value).replace(/=+$/, '')],
  ['in base64url', base64url],
  ...[0, 1, 2, 3].flatMap((length): [string, (value: string) => string][] => [
    [`in base64 behind ${length} characters`, (value) => base64(`${'u'.repeat(length)}:${value}`)],
    [`in base64 between ${length} characters`, (value) => base64(`${'?'.repeat(length)}${value}>>>`)],
    [`in base64url between ${length} characters`, (value) => base64url(`${'?'.repeat(length)}${value}>>>`)],
  ]),
  ['in base64 in lines of 20', (value) => base64(value).replace(/.{20}(?=.)/g, '$&\r\n')],
  ['in percent-encoding', (value) => percent(value, () => true)],
  ['in percent-encoding in lower case', (value) => percent(value, () => true, false)],
  ['in percent-encoding of some characters', (value) => percent(value, (index) => index % 5 === 0)],
  ['in percent-encoding twice', (value) => percent(value, () => true).replaceAll('%', '%25')],
  ['as base64 in percent-encoding', (value) => encodeURIComponent(base64(`a:${value}`))],
  ['escaped for JSON', (value) => each(value, (hex) => `\\u${hex}`)],
  ['escaped for JSON twice', (value) => each(value, (hex) => `\\\\u${hex}`)],
  ['as base64 with escaped slashes', (value) => base64(`???${value}>>>`).replaceAll('/', '\\/')],
  ['escaped for HTML', (value) => each(value, (hex) => `&#x${hex};`)],
  ['escaped for a shell', (value) => each(value, (hex) => `\\x${hex.slice(2)}`)],
  ['with a color inside', (value) => within(value, '\u001b[31m')],
  ['with a title inside', (value) => within(value, '\u001b]0;t\u0007')],
  ['with 8-bit controls inside', (value) => within(value, '\u009b31m')],
  ['with an escaped color inside', (value) => within(value, '\\u001b[31m')],
  ['with a byte order mark inside', (value) => within(value, '\ufeff')],
  ['with a joiner between all', (value) => [...value].join('\u200d')],
  ['with a line break inside', (value) => within(value, '\n')],
  ['with NUL between all, as in UTF-16', (value) => [...value].join('\0')],
  ['without its first character', (value) => value.slice(1)],
  ['without its last character', (value) => value.slice(0, -1)],
  ['its first 12 characters', (value) => value.slice(0, 12)],
  ['its last 12 characters', (value) => value.slice(-12)],
]

/** The value in each of {@link WAYS_TO_WRITE}, one after the other. */
export function saidInEveryWay(value: string): string {
  return WAYS_TO_WRITE.map(([, write]) => write(value)).join(' | ')
}

/** The longest that may be seen of a value is one character less. */
const TELLING = 12

/** The parts of a value, of 12 characters each, that a text gives away to whoever resolves its escapes. */
export function partsIn(text: string, value: string): string[] {
  const ways = [text, withoutEscapes(text), withoutEscapes(withoutEscapes(text))]
  const read = ways.map((way) => way.replace(/\u001b\[[\d;]*[A-Za-z]|[\s\p{C}\p{M}]/gu, '').toLowerCase())
  return formsOf(value).flatMap((form) =>
    Array.from({ length: form.length - TELLING + 1 }, (_, start) =>
      form.toLowerCase().slice(start, start + TELLING),
    ).filter((part) => read.some((way) => way.includes(part))),
  )
}

function withoutEscapes(text: string): string {
  return text
    .replace(/(?:%|\\x)([0-9a-f]{2})|(?:\\u|&#x)([0-9a-f]{4});?/gi, (_, byte, code) =>
      String.fromCharCode(Number.parseInt(byte ?? code, 16)),
    )
    .replace(/\\(.)/g, '$1')
}
