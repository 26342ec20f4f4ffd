import { formatDuration } from '../duration.ts'

/** How long ago a time was, as kubectl shows it: `45m`, `7h`, `89d`, `2y`; empty when unreadable. */
export function formatAge(created: string, now: Date): string {
  const age = now.getTime() - Date.parse(created)
  return Number.isNaN(age) ? '' : formatDuration(age)
}

const DAY = 24 * 60 * 60 * 1000

/** Returns how long ago a time was in words: `3 days ago`, `9 months ago`; empty when unreadable. */
export function ageInWords(created: string, now: Date): string {
  const days = Math.floor((now.getTime() - Date.parse(created)) / DAY)
  if (Number.isNaN(days)) return ''
  if (days < 1) return 'today'
  if (days < 60) return ago(days, 'day')
  return days < 730 ? ago(Math.floor(days / 30.44), 'month') : ago(Math.floor(days / 365.25), 'year')
}

function ago(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`
}
