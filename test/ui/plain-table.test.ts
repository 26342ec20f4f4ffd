import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createPalette } from '../../src/ui/palette.ts'
import { renderPlainTable } from '../../src/ui/plain-table.ts'

const headers = ['ID', 'NAME', 'TAGS']

const render = (cells: string[][], withHeader = true, names = headers) =>
  renderPlainTable({ headers: names, cells, paints: [], heading: (text) => text, withHeader })

describe('renderPlainTable', () => {
  it('aligns the columns by what they take on a terminal, wide characters included', async () => {
    const cells = [
      ['1', '東京', 'a'],
      ['22', 'Zoë', 'b'],
    ]
    expect(await render(cells)).toBe('ID   NAME   TAGS\n1    東京   a\n22   Zoë    b\n')
  })

  it('leaves no spaces at the end of a line', async () => {
    const cells = [
      ['1', 'one', ''],
      ['2', '', ''],
    ]
    expect(await render(cells)).toBe('ID   NAME   TAGS\n1    one\n2\n')
  })

  it('leaves the header out, and its width too', async () => {
    expect(await render([['1', '2', '3']], false)).toBe('1   2   3\n')
  })

  it('shortens nothing', async () => {
    const long = 'x'.repeat(1000)
    expect(await render([[long, long]], false, ['A', 'B'])).toBe(`${long}   ${long}\n`)
  })

  it('is painted where colors are forced, and as aligned as without', async () => {
    const palette = await createPalette(1)
    const paints = [palette.id, palette.heading, palette.faint]
    const cells = [
      ['1', '東京', 'a'],
      ['22', '', ''],
    ]
    const painted = await renderPlainTable({
      headers,
      cells,
      paints,
      heading: palette.heading,
      withHeader: true,
    })
    expect(painted).toContain(
      '\x1b[36m1\x1b[39m    \x1b[1m東京\x1b[22m   \x1b[2ma\x1b[22m\n\x1b[36m22\x1b[39m\n',
    )
    expect(stripVTControlCharacters(painted)).toBe(await render(cells))
  })
})
