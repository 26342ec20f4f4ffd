import { describe, expect, it } from 'vitest'
import { formatAge } from '../../src/credentials/age.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

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
