import { formatDuration } from '../duration.ts'

/** How long ago a time was, as kubectl shows it: `45m`, `7h`, `89d`, `2y`; empty when unreadable. */
export function formatAge(created: string, now: Date): string {
  const age = now.getTime() - Date.parse(created)
  return Number.isNaN(age) ? '' : formatDuration(age)
}
