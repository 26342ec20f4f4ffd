import type { IncomingHttpHeaders } from 'node:http'

/** The time by Deepgram's clock, which dates credentials, as far as its last answer tells. */
export interface ServerClock {
  /** Takes note of the time of an answer that has just arrived. */
  hear(headers: IncomingHttpHeaders): void
  /** Returns the time now; this machine's time where no answer told another. */
  now(): Date
}

/** An answer takes a while, and its header has whole seconds: a smaller difference is none. */
const LEAST_SKEW_MS = 60_000

/** Makes the clock from this machine's. */
export function createServerClock(now: () => Date): ServerClock {
  let skew = 0
  return {
    hear(headers) {
      const time = serverTime(headers)
      if (time === undefined) return
      const difference = time.getTime() - now().getTime()
      skew = Math.abs(difference) < LEAST_SKEW_MS ? 0 : difference
    },
    now: () => new Date(now().getTime() + skew),
  }
}

/** When an answer was sent, by its server's clock (RFC 9110, 6.6.1); undefined for one that waited in a cache. */
function serverTime({ date = '', age }: IncomingHttpHeaders): Date | undefined {
  const time = Date.parse(date)
  return Number.isNaN(time) || age !== undefined ? undefined : new Date(time)
}
