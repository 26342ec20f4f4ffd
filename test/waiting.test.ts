import { describe, expect, it } from 'vitest'
import { doublingPauses, pollUntil } from '../src/waiting.ts'

function fakeClock() {
  let time = 0
  return {
    elapsed: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds
    },
  }
}

async function poll(pauses: Iterable<number>, done: number, clock = fakeClock()) {
  let asked = 0
  const paused: number[] = []
  const answer = await pollUntil({
    ask: async () => {
      asked += 1
      return asked
    },
    isDone: (answer) => answer === done,
    pauses,
    clock,
    onPause: (_, milliseconds) => paused.push(milliseconds),
  })
  return { answer, paused, slept: clock.elapsed() }
}

describe('pollUntil', () => {
  it.each<[title: string, pauses: number[], done: number, answer: number, paused: number[]]>([
    ['asks once where the first answer is the wanted one', [1, 2], 1, 1, []],
    ['pauses before each further question', [1, 2, 3], 3, 3, [1, 2]],
    ['returns the last answer when the pauses are used up', [1, 2], 9, 3, [1, 2]],
    ['asks once without pauses', [], 9, 1, []],
  ])('%s', async (_, pauses, done, answer, paused) => {
    const slept = paused.reduce((sum, pause) => sum + pause, 0)
    expect(await poll(pauses, done)).toEqual({ answer, paused, slept })
  })
})

describe('doublingPauses', () => {
  it.each<[within: number, paused: number[]]>([
    [0, []],
    [499, []],
    [500, [500]],
    [3500, [500, 1000, 2000]],
    [7000, [500, 1000, 2000, 2000]],
  ])('end within %i ms', async (within, paused) => {
    const clock = fakeClock()
    const pauses = doublingPauses({ first: 500, longest: 2000, within }, clock)
    expect((await poll(pauses, 99, clock)).paused).toEqual(paused)
  })
})
