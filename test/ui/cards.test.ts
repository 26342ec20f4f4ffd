import { describe, expect, it } from 'vitest'
import { renderCards } from '../../src/ui/cards.ts'
import type { Column } from '../../src/ui/column.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { UNDISTURBED } from '../helpers/table-style.ts'

const columns: Column<unknown>[] = [
  { name: 'id', header: 'ID', value: String, paint: 'id' },
  { name: 'comment', header: 'COMMENT', value: String },
  { name: 'tags', header: 'TAGS', value: String, list: true },
]

async function render(cells: string[][], width: number, level: 0 | 1 = 0) {
  const palette = await createPalette(level)
  const grid = { headers: columns.map(({ header }) => header), cells }
  return renderCards(grid, columns, { palette, width, ...UNDISTURBED })
}

describe('renderCards', () => {
  it('puts the fields below each other, aligned, and an empty line between the cards', async () => {
    const cells = [
      ['1', 'one', 'a'],
      ['2', 'two', 'b'],
    ]
    expect(await render(cells, 40)).toBe(
      'ID       1\nCOMMENT  one\nTAGS     a\n\nID       2\nCOMMENT  two\nTAGS     b\n',
    )
  })

  it('leaves out what has no value', async () => {
    expect(await render([['1', '', '']], 40)).toBe('ID       1\n')
  })

  it('wraps a value below itself, to two lines at most', async () => {
    expect(await render([['1', 'one two three four', 'a']], 19)).toBe(
      'ID       1\nCOMMENT  one two\n         three four\nTAGS     a\n',
    )
    expect(await render([['1', 'one two three four five', '']], 19)).toBe(
      'ID       1\nCOMMENT  one two\n         three fou…\n',
    )
  })

  it('says how many items of a list there is no room for', async () => {
    expect(await render([['1', '', 'first, second, third, fourth']], 19)).toBe(
      'ID       1\nTAGS     first,\n         second +2\n',
    )
  })

  it('puts an id that does not fit on a line of its own, whole', async () => {
    expect(await render([['0123456789', 'one', '']], 12)).toBe('ID\n0123456789\nCOMMENT\none\n')
  })

  it('paints labels and values', async () => {
    expect(await render([['1', 'one', '']], 40, 1)).toBe(
      '\x1b[1mID     \x1b[22m  \x1b[36m1\x1b[39m\n\x1b[1mCOMMENT\x1b[22m  one\n',
    )
  })
})
