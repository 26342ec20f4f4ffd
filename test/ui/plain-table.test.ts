import { describe, expect, it } from 'vitest'
import { renderPlainTable } from '../../src/ui/plain-table.ts'

const headers = ['ID', 'NAME', 'TAGS']

describe('renderPlainTable', () => {
  it('aligns the columns by what they take on a terminal, wide characters included', () => {
    const cells = [
      ['1', '東京', 'a'],
      ['22', 'Zoë', 'b'],
    ]
    expect(renderPlainTable({ headers, cells }, true)).toBe(
      'ID   NAME   TAGS\n1    東京   a\n22   Zoë    b\n',
    )
  })

  it('leaves no spaces at the end of a line', () => {
    const cells = [
      ['1', 'one', ''],
      ['2', '', ''],
    ]
    expect(renderPlainTable({ headers, cells }, true)).toBe('ID   NAME   TAGS\n1    one\n2\n')
  })

  it('leaves the header out, and its width too', () => {
    expect(renderPlainTable({ headers, cells: [['1', '2', '3']] }, false)).toBe('1   2   3\n')
  })

  it('shortens nothing', () => {
    const long = 'x'.repeat(1000)
    expect(renderPlainTable({ headers: ['A', 'B'], cells: [[long, long]] }, false)).toBe(
      `${long}   ${long}\n`,
    )
  })
})
