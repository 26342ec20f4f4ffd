import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type DrawnCell, drawTable } from '../../src/ui/draw-table.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { displayWidth } from '../../src/ui/width.ts'

const plain = (text: string) => text
const cell = (text: string, details: Partial<DrawnCell> = {}): DrawnCell => ({
  lines: text.split('\n'),
  paint: plain,
  ...details,
})

describe('drawTable', () => {
  it('puts columns side by side, without a frame, rules, or spaces at the ends of lines', () => {
    const rows = [
      [cell('ID'), cell('NAME')],
      [cell('1'), cell('one')],
      [cell('22'), cell('')],
    ]
    expect(drawTable(rows, [4, 5])).toBe('ID    NAME\n1     one\n22\n')
  })

  it('draws a cell of two lines, and leaves the others empty below', () => {
    expect(drawTable([[cell('1'), cell('one\ntwo'), cell('x')]], [2, 5, 3])).toBe('1   one    x\n    two\n')
  })

  it('lets a cell take several columns', () => {
    const rows = [
      [cell('1'), cell('2'), cell('3')],
      [cell('a'), cell('0123456789', { span: 2 })],
    ]
    expect(drawTable(rows, [3, 4, 4])).toBe('1    2     3\na    0123456789\n')
  })

  it('paints each line of a cell by itself, and no space', async () => {
    const { id } = await createPalette(1)
    const drawn = drawTable([[cell('one\ntwo', { paint: id }), cell('x', { paint: id })]], [5, 3])
    expect(drawn).toBe('\x1b[36mone\x1b[39m    \x1b[36mx\x1b[39m\n\x1b[36mtwo\x1b[39m\n')
    expect(stripVTControlCharacters(drawn)).toBe('one    x\ntwo\n')
  })

  it.each(['東京', 'e\u0301te\u0301', '🎉🎉', 'ไทย', '한글', '👩‍👩‍👧', '🇩🇪', '👍🏽', '❤️', 'नमस्ते', 'ｶﾞ', '🫠'])(
    'starts the next column in its place behind %s',
    (text) => {
      const width = Math.max(4, displayWidth(text))
      const line = drawTable([[cell(text), cell('one')]], [width, 5]).trimEnd()
      expect(line.startsWith(text)).toBe(true)
      expect(displayWidth(line)).toBe(width + 2 + 'one'.length)
    },
  )

  it.each(['', '\u200b', '\u200d\u2060', '\u0301'])(
    'keeps every other cell in its place beside one of no width: %j',
    (text) => {
      const rows = [
        [cell(text), cell('one')],
        [cell('2'), cell(text)],
        [cell('3'), cell('three')],
      ]
      const lines = drawTable(rows, [4, 5]).split('\n')
      expect(lines.map((line) => line.replace(text, ''))).toEqual(['      one', '2', '3     three', ''])
    },
  )

  it('shows a character of private use as it is', () => {
    expect(drawTable([[cell('\ue000\ue000'), cell('one')]], [4, 5])).toBe('\ue000\ue000    one\n')
  })
})
