import type { Parts } from '../app/context.ts'
import type { KeptLogin } from '../helper/helper-file.ts'
import { isLoginName } from '../store/store.ts'
import { inTime, openStore } from './store-access.ts'

/**
 * Deletes what a login that is given up has in its store, where nothing else manages that. The secret of a Deepgram credential stays: it
 * may exist nowhere else, and `dgsh creds delete` and `dgsh creds forget` remove it.
 */
export async function forgetOwnEntry(
  { store: name, entry }: KeptLogin,
  context: Parts<'host' | 'stores'>,
): Promise<void> {
  if (!isLoginName(entry)) return
  const store = await openStore(name, context)
  if (store.writable) await inTime(name, store.all.delete(entry), context)
}
