import { describe, expect, it } from 'vitest'
import { type FlexibleColumn, fitColumns, frameWidth } from '../../src/ui/fit.ts'

const id: FlexibleColumn = { natural: 36 }
const scopes: FlexibleColumn = { natural: 30, wrapsTo: 10 }
const comment: FlexibleColumn = { natural: 20, wrapsTo: 10 }

const sum = (widths: readonly number[]) => widths.reduce((total, width) => total + width, 0)

describe('frameWidth', () => {
  it('is what the borders and the spaces beside the cells take', () => {
    expect(frameWidth(2)).toBe('│ a │ b │'.length - 'ab'.length)
  })
})

describe('fitColumns', () => {
  it.each<[reason: string, columns: FlexibleColumn[], width: number, widths: number[] | undefined]>([
    ['gives each its natural width where there is room', [id, scopes], 200, [36, 30]],
    ['uses a terminal that is exactly wide enough', [id, scopes], 36 + 30 + 7, [36, 30]],
    ['lets the column that may be wrapped give way', [id, scopes], 72, [36, 29]],
    ['lets the widest give first', [scopes, comment], 30 + 20 + 7 - 10, [20, 20]],
    ['then both by turns', [scopes, comment], 30 + 20 + 7 - 12, [19, 19]],
    ['goes down to the least widths', [id, scopes, comment], 36 + 10 + 10 + 10, [36, 10, 10]],
    ['gives up below them', [id, scopes, comment], 36 + 10 + 10 + 9, undefined],
    ['gives up when nothing may be wrapped', [id], 39, undefined],
    ['does not widen a column to its least width', [{ natural: 5, wrapsTo: 10 }], 9, [5]],
  ])('%s', (_, columns, width, widths) => {
    expect(fitColumns(columns, width)).toEqual(widths)
  })

  it('never makes a table that is wider than the terminal', () => {
    for (let width = 0; width <= 120; width += 1) {
      const widths = fitColumns([id, scopes, comment], width)
      if (widths === undefined) expect(width).toBeLessThan(66)
      else expect(sum(widths) + frameWidth(3)).toBe(Math.min(width, 96))
    }
  })
})
