import { expect, it } from 'vitest'
import { createServerClock } from '../../src/deepgram/clock.ts'

const NOW = new Date('2026-01-01T12:00:00Z')

it.each<[headers: string, told: Record<string, string>, now: string]>([
  ['no date', {}, '2026-01-01T12:00:00Z'],
  ['what is no date', { date: 'soon' }, '2026-01-01T12:00:00Z'],
  ['about the same time', { date: 'Thu, 01 Jan 2026 11:59:10 GMT' }, '2026-01-01T12:00:00Z'],
  ['an hour before', { date: 'Thu, 01 Jan 2026 11:00:00 GMT' }, '2026-01-01T11:00:00Z'],
  ['a day later', { date: 'Fri, 02 Jan 2026 12:00:00 GMT' }, '2026-01-02T12:00:00Z'],
  ['an answer from a cache', { date: 'Thu, 01 Jan 2026 11:00:00 GMT', age: '3600' }, '2026-01-01T12:00:00Z'],
])("the server's time after %s", (_, told, now) => {
  const clock = createServerClock(() => NOW)
  clock.hear(told)
  expect(clock.now()).toEqual(new Date(now))
})
