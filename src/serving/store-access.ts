import type { Host, Parts } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import type { BoundStore } from '../store/binding.ts'
import { orAfter } from '../waiting.ts'

/** How long a store may take: an engine waits for it, and does not say for what. */
const SECONDS = 2

/** A program that was not heard in time is killed a little later, if it is still there. */
const KILLED_LATER = 0.5

/** Opens a store by what the user calls it. */
export function openStore(name: string, { host, stores }: Parts<'host' | 'stores'>): Promise<BoundStore> {
  return stores.open(name, secondsIn(host) + KILLED_LATER)
}

/**
 * Waits for something that a store does. Throws `store_unusable` when it takes longer than two seconds, or what `DGSH_TIMEOUT` says. A file
 * only waits for another dgsh that writes it.
 */
export async function inTime<Value>(
  store: string,
  action: Promise<Value>,
  { host }: Parts<'host'>,
): Promise<Value> {
  if (store === 'file') return action
  const seconds = secondsIn(host)
  const settled = action.then((value) => ({ value }))
  const result = await orAfter<{ value: Value } | undefined>(seconds * 1000, undefined, settled)
  if (result !== undefined) return result.value
  throw new DgshError('store_unusable', `the store ${store} did not answer within ${seconds} seconds`, {
    hint: 'it may be waiting for a password: unlock it and try again (DGSH_TIMEOUT=<seconds> gives it longer); to see whether dgsh can read it: dgsh auth status',
  })
}

/** A profile's timeout is one for the network; this one is for users who know that their store is slow. */
function secondsIn({ env }: Pick<Host, 'env'>): number {
  const seconds = Number(env.DGSH_TIMEOUT ?? SECONDS)
  return seconds > 0 && seconds <= 3600 ? seconds : SECONDS
}
