import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { renderBorderedTable } from '../../src/ui/bordered-table.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { displayWidth } from '../../src/ui/width.ts'
import { UNDISTURBED } from '../helpers/table-style.ts'

const plain = (text: string) => text

async function render(cells: string[][], { withHeader = true, widths = [4, 5], level = 0 as 0 | 1 } = {}) {
  const palette = await createPalette(level)
  const paints = [palette.id, palette.plain]
  return renderBorderedTable({
    headers: ['ID', 'NAME'],
    cells,
    widths,
    paints,
    palette,
    withHeader,
    ...UNDISTURBED,
  })
}

/** The same table drawn by hand, in one piece. */
function expectedTable(cells: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]) => `│ ${(row[0] ?? '').padEnd(4)} │ ${(row[1] ?? '').padEnd(5)} │`
  return [
    '┌──────┬───────┐',
    [['ID', 'NAME'], ...cells].map(line).join('\n├──────┼───────┤\n'),
    '└──────┴───────┘\n',
  ].join('\n')
}

describe('renderBorderedTable', () => {
  it.each([1, 99, 100, 101, 200, 250])('draws %i rows as one seamless table', async (rows) => {
    const cells = Array.from({ length: rows }, (_, index) => [String(index), `n${index}`])
    expect(await render(cells)).toBe(expectedTable(cells))
  })

  it('draws no header line without a header', async () => {
    expect(await render([['1', 'one']], { withHeader: false })).toBe(
      '┌──────┬───────┐\n│ 1    │ one   │\n└──────┴───────┘\n',
    )
  })

  it('wraps a cell that is wider than its column', async () => {
    expect(await render([['1', 'one two']])).toContain('│ 1    │ one   │\n│      │ two   │\n')
  })

  it('paints the cells and the headers, never the borders', async () => {
    const table = await render([['1', 'one']], { level: 1 })
    expect(table).toContain('│ \x1b[36m1\x1b[39m    │ one   │')
    expect(table).toContain('\x1b[1mID\x1b[22m')
    expect(stripVTControlCharacters(table)).toBe(expectedTable([['1', 'one']]))
  })

  it('paints each line of a wrapped cell by itself', async () => {
    const table = await render([['one two', 'x']], { widths: [4, 5], level: 1 })
    expect(table).toContain('│ \x1b[36mone\x1b[39m  │ x     │\n│ \x1b[36mtwo\x1b[39m  │       │')
  })

  it.each(['東京', 'e\u0301te\u0301', '🎉🎉', 'ไทย', '한글', '👩‍👩‍👧', '🇩🇪', '👍🏽', '❤️', 'नमस्ते', 'ｶﾞ', '🫠'])(
    'has all lines equally wide with %s in a cell',
    async (text) => {
      const table = await render([[text, 'one']], { widths: [Math.max(4, displayWidth(text)), 5] })
      const lines = table.trimEnd().split('\n')
      expect(new Set(lines.map(displayWidth)).size, table).toBe(1)
      expect(table).toContain(text)
    },
  )

  it.each(['', '\u200b', '\u200d\u2060', '\u0301'])(
    'keeps every other cell in its place beside one of no width: %j',
    async (text) => {
      const table = await render([
        [text, 'one'],
        ['2', text],
        ['3', 'three'],
      ])
      const lines = table.split('\n').map((line) => line.replace(text, ''))
      expect(lines[3]).toBe('│      │ one   │')
      expect(lines[5]).toBe('│ 2    │       │')
      expect(lines[7]).toBe('│ 3    │ three │')
    },
  )

  it('shows a character of private use as it is', async () => {
    expect(await render([['\ue000\ue000', 'one']])).toContain('│ \ue000\ue000   │ one   │')
  })

  it('draws an empty list as a header only', async () => {
    const table = await renderBorderedTable({
      headers: ['ID'],
      cells: [],
      widths: [4],
      paints: [plain],
      palette: await createPalette(0),
      withHeader: true,
      ...UNDISTURBED,
    })
    expect(table).toBe('┌──────┐\n│ ID   │\n└──────┘\n')
  })
})
