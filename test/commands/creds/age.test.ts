import { describe, expect, it } from 'vitest'
import { formatAge, parseDuration } from '../../../src/commands/creds/age.ts'
import { errorOf } from '../../helpers/thrown.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('parseDuration', () => {
  it.each([
    ['30m', 30 * MINUTE],
    ['12h', 12 * HOUR],
    ['90d', 90 * DAY],
    ['6w', 42 * DAY],
    ['1y', 365 * DAY],
    ['0d', 0],
  ])('reads %s', (text, milliseconds) => {
    expect(parseDuration(text, '--older-than')).toBe(milliseconds)
  })

  it.each(['', '90', 'd', '90 d', '-1d', '1.5d', '90D', '1d12h', '99999999999999999999d', '1s', '1mo'])(
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

describe('formatAge', () => {
  const now = new Date('2026-01-01T00:00:00Z')

  it.each([
    [0, '0m'],
    [59_999, '0m'],
    [59 * MINUTE, '59m'],
    [HOUR, '1h'],
    [47 * HOUR, '47h'],
    [2 * DAY, '2d'],
    [729 * DAY, '729d'],
    [730 * DAY, '2y'],
    [-5 * MINUTE, '0m'],
  ])('of %i ms is %s', (age, text) => {
    expect(formatAge(new Date(now.getTime() - age).toISOString(), now)).toBe(text)
  })

  it('reads the microseconds that Deepgram writes', () => {
    expect(formatAge('2025-12-30T23:59:59.642434Z', now)).toBe('24h')
  })

  it('is empty for a time that cannot be read', () => {
    expect(formatAge('yesterday', now)).toBe('')
    expect(formatAge('', now)).toBe('')
  })
})
