import { usageError } from './errors.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** The milliseconds of a day. */
export const DAY = 24 * HOUR

/** The units of a duration, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  y: 365 * DAY,
}

/** Reads a duration such as `90d`: milliseconds. Throws a usage error whose message begins with `origin`. */
export function parseDuration(text: string, origin: string): number {
  const [, number, unit = ''] = /^(\d+)([smhdwy])$/.exec(text) ?? []
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN)
  if (Number.isSafeInteger(milliseconds)) return milliseconds
  throw usageError(`${origin} cannot be "${text}"`, 'give a number and a unit: 30s, 45m, 12h, 90d, 6w or 1y')
}

/** A duration in its largest whole unit, rounded down: `45m`, `47h`, `729d`, `2y`; what is negative is `0m`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < HOUR) return `${Math.max(0, Math.floor(milliseconds / MINUTE))}m`
  if (milliseconds < 2 * DAY) return `${Math.floor(milliseconds / HOUR)}h`
  if (milliseconds < 730 * DAY) return `${Math.floor(milliseconds / DAY)}d`
  return `${Math.floor(milliseconds / (365 * DAY))}y`
}
