import { DAY, formatDuration } from '../duration.ts'
import { countOf } from '../ui/message.ts'

/** How long ago a time was, as kubectl shows it: `45m`, `7h`, `89d`, `2y`; empty when unreadable. */
export function formatAge(created: string, now: Date): string {
  const age = now.getTime() - Date.parse(created)
  return Number.isNaN(age) ? '' : formatDuration(age)
}

/** Returns the whole days since a time; undefined when it is unreadable, and 0 for a time to come. */
export function daysSince(created: string, now: Date): number | undefined {
  const days = Math.floor((now.getTime() - Date.parse(created)) / DAY)
  return Number.isNaN(days) ? undefined : Math.max(0, days)
}

/** Returns how long ago a time was in words: `3 days ago`, `9 months ago`; empty when unreadable. */
export function ageInWords(created: string, now: Date): string {
  const days = daysSince(created, now)
  if (days === undefined) return ''
  if (days < 1) return 'today'
  if (days < 60) return `${countOf(days, 'day')} ago`
  return `${days < 730 ? countOf(Math.floor(days / 30.44), 'month') : countOf(Math.floor(days / 365.25), 'year')} ago`
}
