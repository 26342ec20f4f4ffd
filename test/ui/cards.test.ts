import { describe, expect, it } from 'vitest'
import { renderCards } from '../../src/ui/cards.ts'
import { createPalette } from '../../src/ui/palette.ts'

const headers = ['ID', 'COMMENT']

async function render(cells: string[][], width: number, level: 0 | 1 = 0) {
  const palette = await createPalette(level)
  const breathe = async () => {}
  return renderCards({ headers, cells, paints: [palette.id], wraps: [false, true], palette, width, breathe })
}

describe('renderCards', () => {
  it('puts the fields below each other, aligned, and an empty line between the cards', async () => {
    const cells = [
      ['1', 'one'],
      ['2', 'two'],
    ]
    expect(await render(cells, 40)).toBe('ID       1\nCOMMENT  one\n\nID       2\nCOMMENT  two\n')
  })

  it('wraps a value below itself', async () => {
    expect(await render([['1', 'one two three']], 17)).toBe('ID       1\nCOMMENT  one two\n         three\n')
  })

  it('puts a value that may not be wrapped and does not fit on a line of its own, whole', async () => {
    expect(await render([['0123456789', 'one']], 12)).toBe('ID\n0123456789\nCOMMENT  one\n')
  })

  it('paints labels and values', async () => {
    expect(await render([['1', 'one']], 40, 1)).toBe(
      '\x1b[1mID     \x1b[22m  \x1b[36m1\x1b[39m\n\x1b[1mCOMMENT\x1b[22m  one\n',
    )
  })
})
