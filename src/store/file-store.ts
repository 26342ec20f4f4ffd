import * as v from 'valibot'
import type { Store } from './store.ts'

/** A file of one JSON object, as settings/json-file.ts opens it. */
interface EntriesFile {
  readonly path: string
  read(): Promise<Entries>
  write(entries: Entries): Promise<void>
}

type Entries = Record<string, string>

/** The shape of the file: one text a name. */
export const entriesSchema = v.record(v.string(), v.string())

/** The store that keeps its entries unencrypted in a file; only ever the user's explicit choice. */
export function createFileStore(file: EntriesFile): Store {
  return {
    name: 'file',
    location: file.path,
    async get(name) {
      const entries = await file.read()
      return Object.hasOwn(entries, name) ? entries[name] : undefined
    },
    async set(name, value) {
      await file.write({ ...(await file.read()), [name]: value })
    },
    async delete(name) {
      const { [name]: removed, ...others } = await file.read()
      if (removed !== undefined) await file.write(others)
      return removed !== undefined
    },
  }
}
