import * as v from 'valibot'
import type { Store } from './store.ts'

/** A file of one JSON object, as settings/json-file.ts opens it. */
interface EntriesFile {
  readonly path: string
  read(): Promise<Entries>
  update(change: (entries: Entries) => Entries): Promise<void>
  sweep(): Promise<void>
  probe(): Promise<void>
}

type Entries = Record<string, string>

/** The shape of the file: one text a name. */
export const entriesSchema = v.record(v.string(), v.string())

/** The store that keeps its entries unencrypted in a file; only ever the user's explicit choice. */
export function createFileStore(file: EntriesFile, debug: (message: string) => void): Store {
  const tell = (what: string, name: string) => debug(`store file: ${what} ${name} in ${file.path}`)
  return {
    name: 'file',
    location: file.path,
    writable: true,
    async get(name) {
      const entries = await file.read()
      const found = Object.hasOwn(entries, name)
      tell(found ? 'found' : 'no', name)
      return found ? entries[name] : undefined
    },
    async set(name, value) {
      await file.update((entries) => ({ ...entries, [name]: value }))
      tell('wrote', name)
    },
    async delete(name) {
      // Without the entry nothing is written, so that a file that is not there is not made; but it may be in what a dgsh that was
      // killed was writing.
      if (!Object.hasOwn(await file.read(), name)) {
        await file.sweep()
        return false
      }
      await file.update(({ [name]: _, ...others }) => others)
      tell('deleted', name)
      return true
    },
    list: async () => Object.keys(await file.read()),
    probe: () => file.probe(),
  }
}
