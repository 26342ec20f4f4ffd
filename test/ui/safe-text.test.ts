import { describe, expect, it } from 'vitest'
import { escapeUnsafe, hasUnsafe, safeText } from '../../src/ui/safe-text.ts'

/** What could steer a terminal: C0, DEL, C1, bidirectional marks and overrides, line separators, the byte order mark. */
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

const codeUnits = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code))

describe('safeText', () => {
  it.each([
    ['leaves ordinary text alone', 'Ünïcode, 東京, 🎉', 'Ünïcode, 東京, 🎉'],
    ['drops C0 controls', 'a\x00b\x07c\x08d\x0be\x0cf\x1fg', 'abcdefg'],
    ['drops DEL', 'a\x7fb', 'ab'],
    ['drops C1 controls', 'a\x80b\x85c\x9fd', 'abcd'],
    ['drops a colour sequence whole', '\x1b[31mred\x1b[0m', 'red'],
    ['drops a cursor sequence whole', 'a\x1b[2K\x1b[1;1Hb', 'ab'],
    ['drops a CSI that is one C1 character', 'a\x9b31mb', 'ab'],
    ['drops a window title with BEL at its end', 'a\x1b]0;owned\x07b', 'ab'],
    ['drops a hyperlink and keeps its text', '\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['drops bidirectional overrides', 'a\u202eb\u202cc\u2066d\u2069e\u200ef\u200fg\u061ch', 'abcdefgh'],
    ['drops a byte order mark', '\ufeffa', 'a'],
    ['makes one space of a line break', 'a\r\nb\nc\rd', 'a b c d'],
    ['makes a space of a tab', 'a\tb', 'a b'],
    ['makes a space of the line separators', 'a\u2028b\u2029c', 'a b c'],
    ['keeps an empty text', '', ''],
  ])('%s', (_, text, expected) => {
    expect(safeText(text)).toBe(expected)
  })

  it('leaves nothing that steers a terminal, whatever the code unit and its neighbours', () => {
    const unsafe = codeUnits.filter((unit) =>
      [unit, `a${unit}b`, `\x1b[${unit}`, `${unit}[31m`].some((text) => STEERING.test(safeText(text))),
    )
    expect(unsafe).toEqual([])
  })
})

describe('escapeUnsafe', () => {
  it('gives JSON that holds the same data, and nothing that steers a terminal but line breaks', () => {
    const wrong = codeUnits.filter((unit) => {
      const escaped = escapeUnsafe(JSON.stringify({ text: `a${unit}b` }, null, 2))
      return JSON.parse(escaped).text !== `a${unit}b` || STEERING.test(escaped.replaceAll('\n', ''))
    })
    expect(wrong).toEqual([])
  })

  it('writes the escape with four digits', () => {
    expect(escapeUnsafe('"\x85\u202e"')).toBe('"\\u0085\\u202e"')
  })

  it('keeps line breaks, which a pretty-printed document has', () => {
    expect(escapeUnsafe('{\n}\n')).toBe('{\n}\n')
  })
})

describe('hasUnsafe', () => {
  it.each([
    ['plain', false],
    ['東京', false],
    ['tab\t', true],
    ['\u202e', true],
    ['\x9b', true],
  ])('tells of %j: %s', (text, expected) => {
    expect(hasUnsafe(text)).toBe(expected)
    expect(hasUnsafe(text)).toBe(expected)
  })
})
