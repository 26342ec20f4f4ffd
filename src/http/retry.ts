import { setTimeout as sleep } from 'node:timers/promises'

/** What is known of an attempt that failed. */
export interface FailedAttempt {
  /** The errno name, or the like; what `--debug` tells. */
  code: string
  /** The status of the answer, if there was one. */
  status?: number | undefined
  /** The `Retry-After` header, if there was one: seconds or a date (RFC 9110, 10.2.3). */
  retryAfter?: string | undefined
}

/** How an action is repeated. */
export interface RetryOptions {
  /** What is known of the failure that an error stands for; undefined for an error that no retry can help. */
  read: (error: unknown) => FailedAttempt | undefined
  /** Milliseconds that are left for all of it. */
  remaining: () => number
  /** Ends the waiting. */
  signal: AbortSignal
  debug: (message: string) => void
}

const RETRIES = 2
const FIRST_WAIT_MS = 250

/** The answers and errors that may be different in a moment. */
const PASSING_STATUS = new Set([408, 429, 500, 502, 503, 504])
const PASSING_CODES = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])

/**
 * Does something that may be done again, and does it again, twice at most, after a failure that may pass: after the time
 * that the server asks for, else after 250 and 500 ms. Throws the last error when that, or the time, runs out.
 *
 * got's own retries are not used: on Node 24 and 26 they end a refused connection in an error of Node's that names no
 * reason (seen with got 14.6.6).
 */
export async function withRetries<Value>(
  action: () => Promise<Value>,
  options: RetryOptions,
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action()
    } catch (error) {
      const failed = options.read(error)
      const wait = failed === undefined || attempt > RETRIES ? undefined : waitAfter(failed, attempt)
      if (wait === undefined || wait >= options.remaining()) throw error
      options.debug(`${failed?.status ?? failed?.code}, retry ${attempt} in ${wait} ms`)
      await sleep(wait, undefined, { signal: options.signal })
    }
  }
}

/** Milliseconds; undefined where a retry would not help. */
function waitAfter({ code, status, retryAfter }: FailedAttempt, attempt: number): number | undefined {
  const passing = status === undefined ? PASSING_CODES.has(code) : PASSING_STATUS.has(status)
  if (!passing) return undefined
  return readRetryAfter(retryAfter) ?? FIRST_WAIT_MS * 2 ** (attempt - 1)
}

function readRetryAfter(text: string | undefined): number | undefined {
  const milliseconds = /^\d+$/.test(text ?? '') ? Number(text) * 1000 : Date.parse(text ?? '') - Date.now()
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds)
}
