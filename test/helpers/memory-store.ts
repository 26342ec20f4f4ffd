import { type BoundStore, bindStore } from '../../src/store/binding.ts'
import type { Store } from '../../src/store/store.ts'

/** A store in memory, its entries, and what it was asked in order: `set secret:…`, `get secret:…`, `probe` … */
export interface MemoryStore extends BoundStore {
  entries: Map<string, string>
  calls: string[]
}

/** Every entry is for the hosts in use. */
const HOSTS = { api: 'api.deepgram.com', registry: 'quay.io' }

/** Makes a store in memory. `changes` takes the place of what it does by itself: a store that fails, or that forgets. */
export function memoryStore(
  entries: Readonly<Record<string, string>> = {},
  changes: Partial<Store> = {},
): MemoryStore {
  const kept = new Map(Object.entries(entries))
  const calls: string[] = []
  const store: Store = {
    name: 'memory',
    location: 'of the test',
    writable: true,
    async get(name) {
      calls.push(`get ${name}`)
      return kept.get(name)
    },
    async set(name, value) {
      calls.push(`set ${name}`)
      kept.set(name, value)
    },
    async delete(name) {
      calls.push(`delete ${name}`)
      return kept.delete(name)
    },
    list: async () => [...kept.keys()],
    async probe() {
      calls.push('probe')
    },
    ...changes,
  }
  return { ...bindStore(store, async () => ({ used: HOSTS, plain: HOSTS })), entries: kept, calls }
}
