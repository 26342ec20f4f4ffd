import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/app/redaction/redactor.ts'
import { API_KEY } from '../../helpers/samples.ts'
import { WAYS_TO_WRITE } from '../../helpers/ways-to-write.ts'

const SECRET = 'K7QW2M9XZ4R8T1Y6U3P5A0S7D2F9G4H8J1L6K3Z5X0C7V2B9N4M8Q1W6E3R5T0Y7'

const VALUES = [
  ['an API key', API_KEY],
  ['a secret', SECRET],
  ['a password', 'a%41/b+c=d\\e"f&lt;g'],
  ['a password beyond ASCII', 'schönes-Paßwort-für-heute'],
] as const

describe.each(VALUES)('%s', (_, value) => {
  it.each(WAYS_TO_WRITE)('%s is hidden, and nothing else', (_, write) => {
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
    ['base64 of the secret', Buffer.from(`u:${SECRET}`).toString('base64')],
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
