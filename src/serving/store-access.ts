import type { Parts } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import type { BoundStore } from '../store/binding.ts'
import { orAfter } from '../waiting.ts'

/** How long a store may take: an engine waits for it, and does not say for what. */
const SECONDS = 2

/** A program that was not heard in time is killed a little later. */
const KILLED_AFTER = SECONDS + 0.5

/** Opens a store by what the user calls it. */
export function openStore(name: string, { stores }: Parts<'stores'>): Promise<BoundStore> {
  return stores.open(name, KILLED_AFTER)
}

/** Waits for something that a store does. Throws `store_unusable` when it takes longer than two seconds. */
export async function inTime<Value>(store: string, action: Promise<Value>): Promise<Value> {
  const settled = action.then((value) => ({ value }))
  const result = await orAfter<{ value: Value } | undefined>(SECONDS * 1000, undefined, settled)
  if (result !== undefined) return result.value
  throw new DgshError('store_unusable', `the store ${store} did not answer within ${SECONDS} seconds`, {
    hint: 'it may be waiting for a password: unlock it and try again; to see whether dgsh can read it: dgsh auth status',
  })
}
