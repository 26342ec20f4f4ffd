import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/redaction/redactor.ts'
import { API_KEY } from '../helpers/samples.ts'

const SECRET = 'K7QW2M9XZ4R8T1Y6U3P5A0S7D2F9G4H8J1L6K3Z5X0C7V2B9N4M8Q1W6E3R5T0Y7'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const url64 = (text: string) => Buffer.from(text).toString('base64url')
const percent = (text: string, wanted: (index: number) => boolean, upper = true) =>
  [...text]
    .map((character, index) => {
      const hex = character.charCodeAt(0).toString(16)
      return wanted(index) ? `%${upper ? hex.toUpperCase() : hex}` : character
    })
    .join('')
const each = (text: string, write: (code: string) => string) =>
  [...text].map((character) => write(character.charCodeAt(0).toString(16).padStart(4, '0'))).join('')

/** The ways in which somebody may write a value. */
const WAYS: readonly (readonly [name: string, write: (value: string) => string])[] = [
  ['plain', (value) => value],
  ['in other case', (value) => (value === value.toLowerCase() ? value.toUpperCase() : value.toLowerCase())],
  ['in hexadecimal', (value) => Buffer.from(value).toString('hex')],
  ['in base64', base64],
  ['in base64 without padding', (value) => base64(value).replace(/=+$/, '')],
  ['in base64url', url64],
  ...[0, 1, 2, 3].flatMap((length): [string, (value: string) => string][] => [
    [`in base64 behind ${length} characters`, (value) => base64(`${'u'.repeat(length)}:${value}`)],
    [`in base64 between ${length} characters`, (value) => base64(`${'?'.repeat(length)}${value}>>>`)],
    [`in base64url between ${length} characters`, (value) => url64(`${'?'.repeat(length)}${value}>>>`)],
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
  ['with a color inside', (value) => `${value.slice(0, 9)}\u001b[31m${value.slice(9)}`],
  ['with a title inside', (value) => `${value.slice(0, 9)}\u001b]0;t\u0007${value.slice(9)}`],
  ['with 8-bit controls inside', (value) => `${value.slice(0, 9)}\u009b31m${value.slice(9)}`],
  ['with an escaped color inside', (value) => `${value.slice(0, 9)}\\u001b[31m${value.slice(9)}`],
  ['with a byte order mark inside', (value) => `${value.slice(0, 9)}\ufeff${value.slice(9)}`],
  ['with a joiner between all', (value) => [...value].join('\u200d')],
  ['with a line break inside', (value) => `${value.slice(0, 9)}\n${value.slice(9)}`],
  ['with NUL between all, as in UTF-16', (value) => [...value].join('\0')],
  ['without its first character', (value) => value.slice(1)],
  ['without its last character', (value) => value.slice(0, -1)],
  ['its first 12 characters', (value) => value.slice(0, 12)],
  ['its last 12 characters', (value) => value.slice(-12)],
]

const VALUES = [
  ['an API key', API_KEY],
  ['a secret', SECRET],
  ['a password', 'a%41/b+c=d\\e"f&lt;g'],
  ['a password beyond ASCII', 'schönes-Paßwort-für-heute'],
] as const

describe.each(VALUES)('%s', (_, value) => {
  it.each(WAYS)('%s is hidden, and nothing else', (_, write) => {
    const redactor = createRedactor()
    redactor.protect(value)
    expect(redactor.redact(`it is: ${write(value)}, and more`)).toBe('it is: [redacted], and more')
  })
})

describe('redact', () => {
  it('leaves what has nothing of a value as it is', () => {
    const redactor = createRedactor()
    redactor.protect(SECRET)
    redactor.protect(API_KEY)
    const text = `\u001b[1m%41 &amp; \\u0041 İ ${SECRET.slice(0, 11)} ${API_KEY.slice(0, 11)} ${'é'.repeat(50)}`
    expect(redactor.redact(text)).toBe(text)
  })

  it('does not mangle messages for a mistyped word', () => {
    const redactor = createRedactor()
    for (const word of ['the', 'a mis\n', '   ']) redactor.protect(word)
    expect(redactor.redact('the other is a mistake')).toBe('the other is a mistake')
  })

  it.each([8, 9, 11])('hides a value of %i characters as a whole only', (length) => {
    const redactor = createRedactor()
    const value = SECRET.slice(0, length)
    redactor.protect(value)
    expect(redactor.redact(`${value}-${value.slice(0, -1)}`)).toBe(`[redacted]-${value.slice(0, -1)}`)
  })

  it('hides a value that is said over and over, and one that is one character', () => {
    const redactor = createRedactor()
    redactor.protect('a'.repeat(40))
    expect(redactor.redact('a'.repeat(100))).toBe('[redacted]'.repeat(3))
    redactor.protect(SECRET)
    expect(redactor.redact(SECRET.repeat(3))).toBe('[redacted]'.repeat(3))
  })

  it('does not close the gap between two lines that have half a word each', () => {
    const redactor = createRedactor()
    redactor.protect(SECRET)
    expect(redactor.redact(`a\n${SECRET}\nb`)).toBe('a\n[redacted]\nb')
  })
})

describe('redactOutput', () => {
  it('shows what was asked for, and nothing else', () => {
    const redactor = createRedactor()
    for (const value of [SECRET, API_KEY]) redactor.protect(value)
    redactor.reveal(SECRET)
    expect(redactor.redactOutput(`${SECRET} ${API_KEY}`)).toBe(`${SECRET} [redacted]`)
    expect(redactor.redact(`${SECRET} ${API_KEY}`)).toBe('[redacted] [redacted]')
  })
})

describe('the time that redacting takes', () => {
  it.each([
    ['words', 'some words and then some more '],
    ['base64 of the secret', base64(`u:${SECRET}`)],
    ['the secret', SECRET],
    ['one character', 'A'],
    ['starts of escape sequences', '\u001b]\u009d\u001b[1;\u0090;a'],
    ['percent signs', '%%4%25'],
    ['backslashes', '\\\\u00\\'],
    ['marks', 'a\u0301\u200d'],
    ['ampersands', '&#x00&#0'],
  ])('is linear in a text of %s', (_, piece) => {
    const redactor = createRedactor()
    redactor.protect(SECRET)
    redactor.protect('A'.repeat(64))
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    expect(redactor.redact(text)).not.toContain(SECRET)
  })
})
