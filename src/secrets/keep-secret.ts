import type { Context } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import { type Store, secretName } from '../store/store.ts'
import { changeStore } from './change-store.ts'
import { chooseStore } from './choose-store.ts'

/**
 * The store for secrets, proven to be writable: that of the profile; with none chosen the keychain, which is the profile's
 * from then on. Throws when there is none that works, or that can only be read.
 */
export async function requireStore(context: Context): Promise<Store> {
  const { store: chosen, profile } = await context.settings()
  const store = await chooseStore({ noun: 'secret' }, context)
  if (chosen.value === undefined) await changeStore(profile.value, store.name, context)
  return store
}

/** Writes a secret to the store and reads it back. Throws when it is not there afterwards. */
export async function keepSecret(store: Store, id: string, secret: string): Promise<void> {
  await store.set(secretName(id), secret)
  if ((await store.get(secretName(id))) === secret) return
  throw new DgshError('store_unusable', `${store.name} does not return what was stored in it`, {
    hint: 'choose another store: dgsh config set store <store>',
  })
}
