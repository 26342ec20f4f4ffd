import type { IncomingHttpHeaders } from 'node:http'

/** Returns when an answer was sent, by its server's clock (RFC 9110, 6.6.1); undefined for one that waited in a cache. */
export function serverTime({ date = '', age }: IncomingHttpHeaders): Date | undefined {
  const time = Date.parse(date)
  return Number.isNaN(time) || age !== undefined ? undefined : new Date(time)
}
