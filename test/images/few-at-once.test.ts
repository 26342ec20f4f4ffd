import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { fewAtOnce } from '../../src/images/few-at-once.ts'

describe('fewAtOnce', () => {
  it('keeps the order, and does no more than four at a time', async () => {
    let running = 0
    let most = 0
    const items = Array.from({ length: 23 }, (_, index) => index)
    const results = await fewAtOnce(items, async (item) => {
      running += 1
      most = Math.max(most, running)
      for (let turn = 0; turn < 23 - item; turn += 1) await setImmediate()
      running -= 1
      return item * 2
    })
    expect(results).toEqual(items.map((item) => item * 2))
    expect(most).toBe(4)
  })

  it('begins nothing new after a failure', async () => {
    const begun: number[] = []
    const failing = fewAtOnce([1, 2, 3, 4, 5, 6, 7], async (item) => {
      begun.push(item)
      await setImmediate()
      if (item === 2) throw new Error('two')
    })
    await expect(failing).rejects.toThrow('two')
    expect(begun.length).toBeLessThan(7)
  })

  it('is nothing for nothing', async () => {
    expect(await fewAtOnce([], async () => 1)).toEqual([])
  })
})
