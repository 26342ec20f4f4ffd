import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { displayWidth, padTo, shorten } from '../../src/ui/width.ts'

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['東京', 4],
    ['Zoë', 3],
    ['e\u0301', 1],
    ['🎉', 2],
    ['👩‍👩‍👧', 2],
    ['\x1b[31mred\x1b[39m', 3],
  ])('of %j is %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width)
  })
})

describe('the quick ways', () => {
  const texts = [
    'テスト 漢字 한국어 ok…',
    'か\u3099き',
    'ｶﾞｷﾞ',
    '각\u11a8',
    'e\u0301…東京',
    '👩‍👩‍👧東京',
    '、。「」',
    'Zoë €',
  ]
  it.each(texts)('measure %j as string-width does', (text) => {
    expect(displayWidth(text)).toBe(stringWidth(text))
  })

  it.each(texts)('shorten %j to what fits, and not at all where it fits', (text) => {
    const width = stringWidth(text)
    expect(shorten(text, width)).toBe(text)
    const shorter = shorten(text, width - 1)
    expect(shorter.endsWith('…')).toBe(true)
    expect(stringWidth(shorter)).toBeLessThan(width)
  })
})

describe('padTo', () => {
  it('counts columns, not characters', () => {
    expect(padTo('東京', 6)).toBe('東京  ')
  })

  it('leaves a text that is wider alone', () => {
    expect(padTo('wider', 2)).toBe('wider')
  })
})
