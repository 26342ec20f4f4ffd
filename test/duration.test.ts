import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../src/duration.ts'
import { errorOf } from './helpers/thrown.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 30 * MINUTE],
    ['12h', 12 * HOUR],
    ['90d', 90 * DAY],
    ['6w', 42 * DAY],
    ['1y', 365 * DAY],
    ['0d', 0],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text, '--older-than')).toBe(milliseconds)
  })

  it.each(['', '90', 'd', '90 d', '-1d', '1.5d', '90D', '1d12h', '99999999999999999999d', '1ms', '1mo'])(
    'refuses "%s", and names the option',
    async (text) => {
      expect(await errorOf(() => parseDuration(text, '--older-than'))).toMatchObject({
        code: 'usage',
        message: `--older-than cannot be "${text}"`,
        hint: expect.stringContaining('90d'),
      })
    },
  )
})

describe('formatDuration', () => {
  it.each(['0m', '59m', '1h', '47h', '2d', '90d', '729d', '2y'])(
    'says %s of what is read from it',
    (text) => {
      expect(formatDuration(parseDuration(text, '--max-age'))).toBe(text)
    },
  )

  it.each([
    [90 * MINUTE, '1h'],
    [14 * DAY + HOUR, '14d'],
    [-1, '0m'],
  ])('rounds %i ms down to %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})
