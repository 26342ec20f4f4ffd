import { tildePath } from '../engines/surroundings.ts'
import type { Store } from '../store/store.ts'
import { path, type Span } from '../ui/message.ts'

/** Returns where a store keeps things, for a sentence: `the system keychain`, the path of a file, or the store's name. */
export function placeOfStore(
  { name, location }: Pick<Store, 'name' | 'location'>,
  env: Readonly<Record<string, string | undefined>>,
): Span | string {
  if (name === 'keychain') return 'the system keychain'
  return name === 'file' ? path(tildePath(location, env)) : name
}
