import { usageError } from '../../errors.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The units of a duration, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY, y: 365 * DAY }

/** Reads a duration such as `90d`: milliseconds. Throws a usage error that names the option. */
export function parseDuration(text: string, option: string): number {
  const [, number, unit = ''] = /^(\d+)([mhdwy])$/.exec(text) ?? []
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN)
  if (Number.isSafeInteger(milliseconds)) return milliseconds
  throw usageError(`${option} cannot be "${text}"`, 'give a number and a unit: 30m, 12h, 90d, 6w or 1y')
}

/** How long ago a time was, in its largest whole unit, as kubectl shows it: `45m`, `7h`, `89d`, `2y`; empty when unreadable. */
export function formatAge(created: string, now: Date): string {
  const age = now.getTime() - Date.parse(created)
  if (Number.isNaN(age)) return ''
  if (age < HOUR) return `${Math.max(0, Math.floor(age / MINUTE))}m`
  if (age < 2 * DAY) return `${Math.floor(age / HOUR)}h`
  if (age < 730 * DAY) return `${Math.floor(age / DAY)}d`
  return `${Math.floor(age / (365 * DAY))}y`
}
