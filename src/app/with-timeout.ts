import type { Context } from './context.ts'

/** Returns the same Context with another limit for each request and each access to a store, in seconds. */
export function withTimeout(context: Context, seconds: number): Context {
  return context.withFlags({ ...context.flags, timeout: seconds.toFixed(3) })
}
