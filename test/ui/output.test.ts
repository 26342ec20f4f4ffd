import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Listing } from '../../src/ui/column.ts'
import { renderData, renderListing, type View } from '../../src/ui/output.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { OUTPUT_FORMATS } from '../../src/vocabulary.ts'
import { UNDISTURBED } from '../helpers/table-style.ts'
import { errorOf } from '../helpers/thrown.ts'

interface Row {
  id: string
  comment: string
}

const rows: Row[] = [
  { id: '1', comment: 'one' },
  { id: '2', comment: 'two' },
]

function listingOf(rows: readonly Row[]): Listing<Row> {
  return {
    rows,
    columns: [
      { name: 'id', header: 'ID', value: ({ id }) => id },
      {
        name: 'comment',
        header: 'COMMENT',
        value: ({ comment }) => comment,
        cell: ({ comment }) => comment.slice(0, 3),
      },
      { name: 'length', header: 'LENGTH', value: ({ comment }) => String(comment.length), wide: true },
    ],
    id: ({ id }) => id,
    data: ({ id, comment }) => ({ id, comment, owner: null }),
  }
}

async function render(view: Partial<View>, given: readonly Row[] = rows) {
  const palette = await createPalette(0)
  return renderListing(listingOf(given), {
    format: 'table',
    withHeader: true,
    isTTY: false,
    width: 80,
    palette,
    ...UNDISTURBED,
    ...view,
  })
}

const json = '[\n  {\n    "id": "1",\n    "comment": "one",\n    "owner": null\n  }\n]\n'

describe('renderListing', () => {
  it.each([
    ['table', 'ID   COMMENT\n1    one\n'],
    ['wide', 'ID   COMMENT   LENGTH\n1    one       3\n'],
    ['json', json],
    ['yaml', '- id: "1"\n  comment: one\n  owner: null\n'],
    ['csv', 'id,comment,length\n1,one,3\n'],
    ['tsv', 'id\tcomment\tlength\n1\tone\t3\n'],
    ['id', '1\n'],
  ] as const)('writes %s', async (format, text) => {
    expect(await render({ format }, rows.slice(0, 1))).toBe(text)
  })

  it('writes each id once, and none for a row without one', async () => {
    const given = ['1', '2', '1', ''].map((id) => ({ id, comment: '' }))
    expect(await render({ format: 'id' }, given)).toBe('1\n2\n')
  })

  it.each([
    ['table', ''],
    ['wide', ''],
    ['json', '[]\n'],
    ['yaml', '[]\n'],
    ['csv', 'id,comment,length\n'],
    ['tsv', 'id\tcomment\tlength\n'],
    ['id', ''],
  ] as const)('writes an empty list as %s', async (format, text) => {
    expect(await render({ format }, [])).toBe(text)
  })

  it.each([
    ['table', '1   one\n2   two\n'],
    ['csv', '1,one,3\n2,two,3\n'],
    ['tsv', '1\tone\t3\n2\ttwo\t3\n'],
  ] as const)('leaves the header out of %s', async (format, text) => {
    expect(await render({ format, withHeader: false })).toBe(text)
  })

  it('writes the whole value to CSV and TSV where a table shows less', async () => {
    const long = [{ id: '1', comment: 'longer' }]
    expect(await render({ format: 'table' }, long)).toBe('ID   COMMENT\n1    lon\n')
    expect(await render({ format: 'csv', withHeader: false }, long)).toBe('1,longer,6\n')
  })

  it('writes a table without a frame on a terminal', async () => {
    expect(await render({ isTTY: true })).toBe('ID  COMMENT\n1   one\n2   two\n')
  })
})

describe('--columns', () => {
  it.each([
    ['table', 'LENGTH   ID\n3        1\n3        2\n'],
    ['csv', 'length,id\n3,1\n3,2\n'],
    ['tsv', 'length\tid\n3\t1\n3\t2\n'],
  ] as const)('chooses columns and their order in %s, the wide ones too', async (format, text) => {
    expect(await render({ format, columns: 'length,id' })).toBe(text)
  })

  it('takes names with spaces around them and in any case', async () => {
    expect(await render({ columns: ' ID , Length' })).toBe('ID   LENGTH\n1    3\n2    3\n')
  })

  it.each([...OUTPUT_FORMATS.filter((format) => ['table', 'wide', 'csv', 'tsv'].includes(format))])(
    'refuses a name that is no column in %s, and lists those that are',
    async (format) => {
      expect(await errorOf(() => render({ format, columns: 'id,secret' }))).toMatchObject({
        code: 'usage',
        message: 'there is no column "secret"',
        hint: 'the columns are: id, comment, length',
      })
    },
  )

  it('refuses an empty list', async () => {
    expect(await errorOf(() => render({ columns: '' }))).toMatchObject({ code: 'usage' })
  })

  it('refuses a name that is no column for an empty list too', async () => {
    expect(await errorOf(() => render({ columns: 'secret' }, []))).toMatchObject({ code: 'usage' })
  })

  it('has no effect on JSON, which has all fields', async () => {
    expect(parse(await render({ format: 'json', columns: 'id' }))).toEqual(
      rows.map((row) => ({ ...row, owner: null })),
    )
  })
})

describe('YAML for readers of version 1.1', () => {
  it.each([
    ...['no', 'No', 'NO', 'n', 'yes', 'Y', 'on', 'off', 'true', 'null', '~', '', '<<', '='],
    ...['1', '017', '0b11', '0x1f', '1_000', '1:30', '190:20:30', '1.5', '.inf', '.nan', '1e3', '-0', '+1'],
    ...['2025-06-28', '2025-06-28T20:01:41.642434Z', '2025-06-28 20:01:41'],
  ])('quotes %j', async (text) => {
    const yaml = await renderData({ text }, 'yaml')
    expect(yaml).toMatch(/^text: (?:"[^"]*"|'[^']*')\n$/)
    for (const version of ['1.1', '1.2'] as const) expect(parse(yaml, { version })).toEqual({ text })
  })

  it.each(['none', 'yesterday', 'production', 'a=b', 'release-261009', '3.119.1-3'])(
    'leaves %s bare',
    async (text) => {
      expect(await renderData({ text }, 'yaml')).toBe(`text: ${text}\n`)
    },
  )
})
