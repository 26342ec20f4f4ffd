import { describe, expect, it } from 'vitest'
import { type FlexibleColumn, fitColumns, joinedWidth } from '../../src/ui/fit.ts'

const id: FlexibleColumn = { natural: 36 }
const scopes: FlexibleColumn = { natural: 30, wrapsTo: 10 }
const comment: FlexibleColumn = { natural: 20, wrapsTo: 10 }

describe('joinedWidth', () => {
  it('counts the gaps between columns', () => {
    expect(joinedWidth([3])).toBe(3)
    expect(joinedWidth([1, 2])).toBe('a  bc'.length)
    expect(joinedWidth([])).toBe(0)
  })
})

describe('fitColumns', () => {
  it.each<[reason: string, columns: FlexibleColumn[], width: number, widths: number[] | undefined]>([
    ['gives each its natural width where there is room', [id, scopes], 200, [36, 30]],
    ['uses a terminal that is exactly wide enough', [id, scopes], 36 + 30 + 2, [36, 30]],
    ['lets the column that may be wrapped give way', [id, scopes], 67, [36, 29]],
    ['lets the widest give first', [scopes, comment], 30 + 20 + 2 - 10, [20, 20]],
    ['then both by turns', [scopes, comment], 30 + 20 + 2 - 12, [19, 19]],
    ['goes down to the least widths', [id, scopes, comment], 36 + 10 + 10 + 4, [36, 10, 10]],
    ['gives up below them', [id, scopes, comment], 36 + 10 + 10 + 3, undefined],
    ['gives up when nothing may be wrapped', [id], 35, undefined],
    ['does not widen a column to its least width', [{ natural: 5, wrapsTo: 10 }], 5, [5]],
  ])('%s', (_, columns, width, widths) => {
    expect(fitColumns(columns, width)).toEqual(widths)
  })

  it('never makes a table that is wider than the terminal', () => {
    for (let width = 0; width <= 120; width += 1) {
      const widths = fitColumns([id, scopes, comment], width)
      if (widths === undefined) expect(width).toBeLessThan(60)
      else expect(joinedWidth(widths)).toBe(Math.min(width, 90))
    }
  })
})
