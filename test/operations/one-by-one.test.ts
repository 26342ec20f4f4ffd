import { describe, expect, it } from 'vitest'
import { DgshError } from '../../src/errors.ts'
import { oneByOne } from '../../src/operations/unfinished.ts'
import { testContext } from '../helpers/context.ts'
import { errorOf } from '../helpers/thrown.ts'

const name = (item: string) => `item ${item}`

/** Goes through the items; those named fail with these errors. */
function going(items: readonly string[], failures: Record<string, unknown>, signal?: AbortSignal) {
  const made = testContext(signal === undefined ? {} : { signal })
  const tried: string[] = []
  const act = async (item: string) => {
    tried.push(item)
    if (item in failures) throw failures[item]
  }
  return { ...made, tried, go: () => oneByOne(items, name, act, made.context) }
}

const no = (code: 'failed' | 'timeout', message: string) =>
  new DgshError(code, message, { hint: 'try again', requestId: 'r1' })

describe('oneByOne', () => {
  it('does all in their order, and nothing for none', async () => {
    const { go, tried, stderr } = going(['a', 'b'], {})
    await go()
    expect(tried).toEqual(['a', 'b'])
    await going([], {}).go()
    expect(stderr()).toBe('')
  })

  it('goes on after a failure; the first is thrown at the end and the others are noted', async () => {
    const { go, tried, stderr } = going(['a', 'b', 'c', 'd'], {
      b: no('timeout', 'late'),
      d: no('failed', 'gone'),
    })
    expect(await errorOf(go)).toMatchObject({
      code: 'timeout',
      message: 'item b: late',
      hint: 'try again',
      requestId: 'r1',
    })
    expect(tried).toEqual(['a', 'b', 'c', 'd'])
    expect(stderr()).toBe('note: item d: gone\n')
  })

  it('throws the error of an only item as it is', async () => {
    const error = no('failed', 'gone')
    expect(await errorOf(going(['a'], { a: error }).go)).toBe(error)
  })

  it('ends at once for a bug', async () => {
    const { go, tried } = going(['a', 'b'], { a: new TypeError('bug') })
    await expect(go()).rejects.toThrow('bug')
    expect(tried).toEqual(['a'])
  })

  it('ends at once for an interruption', async () => {
    const { go, tried } = going(
      ['a', 'b'],
      { a: new DgshError('interrupted', 'interrupted') },
      AbortSignal.abort(),
    )
    expect((await errorOf(go)).code).toBe('interrupted')
    expect(tried).toEqual(['a'])
  })
})
