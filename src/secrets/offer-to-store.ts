import type { Context, Stores } from '../app/context.ts'
import type { Named } from '../app/credential-name.ts'
import { record } from '../app/record.ts'
import { DgshError } from '../errors.ts'
import type { BoundStore } from '../store/binding.ts'
import { isAboutStore, secretName } from '../store/store.ts'
import { markOf } from '../ui/marks.ts'
import { message, plainText } from '../ui/message.ts'
import { changeStore } from './change-store.ts'
import { pickStore, placeOfStore } from './choose-store.ts'
import { keepSecret } from './keep-secret.ts'

/**
 * Offers to store a secret that was typed and that the engine has accepted, so that the next login takes it. A no is remembered
 * in the profile. What the store refuses is said: the login is done.
 */
export async function offerToStore({ id }: Named, secret: string, context: Context): Promise<void> {
  const { store: chosen, store_typed: wanted, profile } = await context.settings()
  if (!context.io.canPrompt || wanted.value === 'never') return
  const offered = await offeredStore(chosen.value, context.stores)
  if (offered === undefined) return
  // docker-credential-dgsh may have stored it at the login.
  if (offered !== 'to be picked' && (await offered.get(secretName(id))) === secret) return
  if (!(await (await context.io.prompt()).confirm(questionFor(offered, context.host.env)))) {
    await (await context.settingsFile()).changeProfile(profile.value, { store_typed: 'never' })
    context.messages.note('dgsh does not ask this again; to be asked again: dgsh config unset store_typed')
    return
  }
  try {
    const store = offered === 'to be picked' ? await pickStore('secret', context) : offered
    if (chosen.value === undefined) await changeStore(profile.value, store.name, context)
    await keepSecret(store, id, secret)
    await record(context, { action: 'secret_stored', credential: id, detail: { store: store.name } })
    context.messages.say(
      message`${markOf('done')} the secret is stored in ${placeOfStore(store, context.host.env)}`,
      2,
    )
  } catch (error) {
    if (!(error instanceof DgshError) || error.code === 'interrupted' || context.host.signal.aborted)
      throw error
    context.messages.note(`the secret is not stored: ${error.message}`)
  }
}

/** Undefined where nothing can be stored: the store of the profile is only read, or does not work now. */
async function offeredStore(
  chosen: string | undefined,
  stores: Stores,
): Promise<BoundStore | 'to be picked' | undefined> {
  const store = await stores.open(chosen ?? 'keychain')
  if (!store.writable) return undefined
  try {
    await store.probe()
    return store
  } catch (error) {
    if (!isAboutStore(error)) throw error
    return chosen === undefined ? 'to be picked' : undefined
  }
}

function questionFor(store: BoundStore | 'to be picked', env: Context['host']['env']): string {
  const where =
    store === 'to be picked'
      ? 'on this machine'
      : `in ${plainText([placeOfStore(store, env)])}${store.name === 'file' ? ', unencrypted,' : ''}`
  return `Store the secret ${where} so that you need not paste it again?`
}
