import type { Parts, Stores } from '../app/context.ts'
import type { OperationLog } from '../journal/journal.ts'
import type { Creation, Operation } from '../journal/operation.ts'
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
export async function openOperationStore({ store: name }: Operation, stores: Stores): Promise<Store> {
  const former = await stores.open(name)
  const present = await stores.chosen()
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

/** What an operation begins with, whatever it is going to do. */
export type Fresh = Pick<Creation, 'step' | 'delivered' | 'started' | 'profile' | 'apiUrl' | 'registry'>

/** Returns what an operation begins with now, at the API and the registry of the settings. */
export async function freshOperation(context: Parts<'clock' | 'settings'>): Promise<Fresh> {
  const { profile, api_url: apiUrl, registry } = await context.settings()
  return {
    step: 'begun',
    delivered: 0,
    started: context.clock.now().toISOString(),
    profile: profile.value,
    apiUrl: apiUrl.value,
    registry: registry.value,
  }
}
