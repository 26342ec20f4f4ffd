import { describe, expect, it, vi } from 'vitest'
import { makeFix } from '../../src/app/fix.ts'
import { type Check, pass } from '../../src/doctor/check.ts'
import { runChecks } from '../../src/doctor/run-checks.ts'
import { DgshError } from '../../src/errors.ts'
import { testContext } from '../helpers/context.ts'

const check = (name: string, run: Check['run'], seconds = 5): Check => ({
  name,
  group: 'Network',
  seconds,
  run,
})

describe('runChecks', () => {
  it('keeps their order, and tells how many have ended', async () => {
    const told: string[] = []
    let endSlow = () => {}
    const slow = check(
      'slow',
      () =>
        new Promise((resolve) => {
          endSlow = () => resolve([pass('slow', 'yes')])
        }),
    )
    const none = check('none', async () => [])
    const found = await runChecks([slow, none], testContext().context, (n, m) => {
      told.push(`${n}/${m}`)
      endSlow()
    })
    expect(found).toEqual([{ name: 'slow', status: 'pass', message: 'yes', fix: null, group: 'Network' }])
    expect(told).toEqual(['1/2', '2/2'])
  })

  it('runs them side by side', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const ends: (() => void)[] = []
    const waiting = (name: string) =>
      check(
        name,
        () =>
          new Promise((resolve) => {
            ends.push(() => resolve([pass(name, 'yes')]))
            // None ends before all have begun.
            if (ends.length === names.length) for (const end of ends) end()
          }),
      )
    const found = await runChecks(names.map(waiting), testContext().context, () => {})
    expect(found.map(({ name, status }) => `${name} ${status}`)).toEqual(names.map((name) => `${name} pass`))
  })

  it.each<[string, unknown, string, string]>([
    ['an error', new DgshError('failed', 'it broke', { hint: 'mend it:\nor not' }), 'it broke', 'mend it:'],
    [
      'a bug',
      new TypeError('with a secret'),
      'this is a bug in dgsh (TypeError)',
      'please report it with the command and what --debug prints',
    ],
  ])('makes a failure of %s', async (_, error, message, fix) => {
    const broken = check('broken', () => Promise.reject(error))
    const found = await runChecks(
      [broken, check('fine', async () => [pass('fine', 'yes')])],
      testContext().context,
      () => {},
    )
    expect(found).toMatchObject([
      { name: 'broken', status: 'fail', message, fix },
      { name: 'fine', status: 'pass' },
    ])
  })

  it('gives up one that takes too long', async () => {
    vi.useFakeTimers()
    try {
      const hanging = check('hanging', () => new Promise(() => {}), 0.1)
      const found = runChecks([hanging], testContext().context, () => {})
      await vi.advanceTimersByTimeAsync(600)
      expect(await found).toMatchObject([
        { name: 'hanging', status: 'fail', message: 'this was not known after 0.1 s' },
      ])
    } finally {
      vi.useRealTimers()
    }
  })

  it('throws an interruption', async () => {
    const reason = new DgshError('interrupted', 'interrupted')
    const { context } = testContext({ signal: AbortSignal.abort(reason) })
    await expect(runChecks([check('x', () => Promise.reject(new Error()))], context, () => {})).rejects.toBe(
      reason,
    )
  })

  it('hides what is protected', async () => {
    const { context } = testContext()
    context.redaction.protect('hunter22hunter22')
    const telling = check('x', async () => [
      { ...pass('x', 'it is hunter22hunter22'), fix: makeFix('set-clock', 'echo hunter22hunter22') },
    ])
    expect(await runChecks([telling], context, () => {})).toMatchObject([
      { message: 'it is [redacted]', fix: 'echo [redacted]' },
    ])
  })
})
