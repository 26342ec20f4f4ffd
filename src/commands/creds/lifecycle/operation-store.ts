import type { Context } from '../../../context.ts'
import type { Operation } from '../../../journal/operation.ts'
import type { Store } from '../../../store/store.ts'

/**
 * The store in which an operation keeps secrets. When the profile has changed to another one since, what was moved there is
 * found there, and forgotten there as well.
 */
export async function openOperationStore({ store: name }: Operation, context: Context): Promise<Store> {
  const store = await context.openStore(name)
  const present = await context.store()
  if (present.name === store.name) return store
  return {
    ...store,
    get: async (entry) => (await store.get(entry)) ?? present.get(entry),
    async delete(entry) {
      const wasMoved = present.writable && (await present.delete(entry))
      return (await store.delete(entry)) || wasMoved
    },
  }
}
