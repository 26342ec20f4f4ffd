import { describe, expect, it } from 'vitest'
import { displayWidth } from '../../src/ui/width.ts'
import { wrapText } from '../../src/ui/wrap.ts'

describe('wrapText', () => {
  it.each<[reason: string, text: string, width: number, lines: string[]]>([
    ['keeps what fits', 'api, engine', 11, ['api, engine']],
    ['breaks between words', 'api, engine', 8, ['api,', 'engine']],
    ['breaks a long word after a hyphen', 'license-proxy', 10, ['license-', 'proxy']],
    ['keeps short words whole beside a long one', 'api, license-proxy', 10, ['api,', 'license-', 'proxy']],
    ['breaks anywhere when nothing else helps', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['counts columns, not characters', '東京都庁', 4, ['東京', '都庁']],
    ['keeps an empty text as one line', '', 4, ['']],
  ])('%s', (_, text, width, lines) => {
    expect(wrapText(text, width)).toEqual(lines)
  })

  const texts = [
    'api, engine, license-proxy, dgtools, billing',
    'ada.lovelace+self-hosted@very-long-subdomain.example.com',
    '-leading and trailing-',
    'two--hyphens---and-more----of-them',
    '東京 and 北京-上海',
    'https://example.com/a/long/path/without/any/hyphen',
  ]
  const widths = [8, 10, 13, 20, 37]
  it.each(texts)('loses no character and exceeds no width: %s', (text) => {
    for (const width of widths) {
      const lines = wrapText(text, width)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
    }
  })
})
