import type { Context } from '../app/context.ts'
import type { OperationLog } from '../journal/journal.ts'
import type { Operation } from '../journal/operation.ts'
import type { Store } from '../store/store.ts'

/** An operation, and the store in which it keeps secrets. */
export interface Operating {
  log: OperationLog
  store: Store
}

/**
 * Opens the store in which an operation keeps secrets. When the profile has changed to another one since, that takes what is still
 * to be kept; what is in either is found and forgotten.
 */
export async function openOperationStore({ store: name }: Operation, context: Context): Promise<Store> {
  const former = await context.stores.open(name)
  const present = await context.stores.chosen()
  if (present.name === former.name || !present.writable) return former
  return {
    ...present,
    get: async (entry) => (await present.get(entry)) ?? former.get(entry),
    async delete(entry) {
      const wasThere = await present.delete(entry)
      return (await former.delete(entry)) || wasThere
    },
  }
}
