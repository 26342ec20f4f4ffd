import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Listing } from '../../src/ui/column.ts'
import { renderData, renderListing } from '../../src/ui/output.ts'
import { createPalette } from '../../src/ui/palette.ts'
import type { OutputFormat } from '../../src/vocabulary.ts'
import { UNDISTURBED } from '../helpers/table-style.ts'

/** All that {@link Listing} rows may hold when somebody means harm; line breaks aside. */
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

const hostile = '\x1b]0;owned\x07\x1b[2Ja\x9b31m\u202eb\u2028c\r\nd\te\x7f'

async function render(format: OutputFormat, text: string, isTTY = false): Promise<string> {
  const listing: Listing<string> = {
    rows: [text],
    columns: [
      { name: 'id', header: 'ID', value: (row) => row },
      { name: 'comment', header: 'COMMENT', value: (row) => row, wrapsTo: 5 },
    ],
    id: (row) => row,
    data: (row) => ({ comment: row }),
  }
  const palette = await createPalette(0)
  return renderListing(listing, { format, withHeader: false, isTTY, width: 80, palette, ...UNDISTURBED })
}

describe('a hostile text', () => {
  it.each([
    ['table', 'ab c d e   ab c d e\n'],
    ['csv', 'ab c d e,ab c d e\n'],
    ['tsv', 'ab c d e\tab c d e\n'],
    ['id', 'ab c d e\n'],
  ] as const)('is one harmless line in %s', async (format, text) => {
    expect(await render(format, hostile)).toBe(text)
  })

  it('is harmless in a table on a terminal', async () => {
    expect(await render('table', hostile, true)).not.toMatch(STEERING)
  })

  it.each(['json', 'yaml'] as const)('keeps its data in %s, escaped', async (format) => {
    const text = await render(format, hostile)
    expect(text).not.toMatch(STEERING)
    expect(parse(text)).toEqual([{ comment: hostile }])
  })
})

describe('CSV', () => {
  it.each([
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'say "hi"', '"say ""hi"""'],
    ['spaces at the ends', ' a ', ' a '],
    ['nothing', '', ''],
    ['a backslash', 'a\\b', 'a\\b'],
  ])('writes %s so that it is read back the same', async (_, text, quoted) => {
    expect(await render('csv', text)).toBe(`${quoted},${quoted}\n`)
  })
})

describe('TSV', () => {
  it('never has more tabs and lines than columns and rows', async () => {
    expect((await render('tsv', 'a\tb\nc\td')).match(/[\t\n]/g)).toEqual(['\t', '\n'])
  })
})

describe('YAML', () => {
  const texts = [
    'plain',
    '',
    'null',
    'true',
    '12',
    '1e3',
    '2025-06-28T20:01:41.642434Z',
    '- item',
    'key: value',
    '# comment',
    '"quoted"',
    "it's",
    ' spaces at both ends ',
    'two\nlines',
    'a line break at the end\n',
    'tab\tinside',
    'a long text that goes on and on, '.repeat(20),
    '東京 🎉',
    '\\u0041 is no escape',
    '\u202eoverride',
    'a\x85b\n\nc',
    '\ud800 alone',
  ]
  it.each(texts.map((text) => [text]))('is read back as it was: %j', async (text) => {
    expect(parse(await renderData({ text, list: [text] }, 'yaml'))).toEqual({ text, list: [text] })
  })

  it('is read back as it was for every code unit, and holds nothing that steers a terminal', async () => {
    const wrong: string[] = []
    for (let code = 0; code <= 0xffff; code += 1) {
      // The surrogates are alike, and 2048 of them.
      if (code > 0xd801 && code < 0xdfff) continue
      // Those of the ideographs and of Hangul are alike, too.
      if (code > 0x3400 && code < 0xd700 && code % 97 !== 0) continue
      const data = { text: `a${String.fromCharCode(code)}b` }
      const text = await renderData(data, 'yaml')
      if (STEERING.test(text) || parse(text).text !== data.text) wrong.push(code.toString(16))
    }
    expect(wrong).toEqual([])
  })
})
