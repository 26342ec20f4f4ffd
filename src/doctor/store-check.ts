import type { Context } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import { findGeneralHelper, type GeneralHelper } from '../logins/general-helper.ts'
import { apiKeyName, describeStore, isAboutStore, type Store } from '../store/store.ts'
import { type Finding, fail, pass, STORE_SECONDS, warn } from './check.ts'

/** Checks which store is in use, and whether it answers. */
export async function checkStore(context: Context): Promise<Finding[]> {
  const { store: chosen, profile } = await context.settings()
  const helper = chosen.value === undefined ? findGeneralHelper(context.host) : undefined
  helper?.catch(() => {})
  const store = await context.stores.open(chosen.value ?? 'keychain', STORE_SECONDS)
  try {
    await tryOut(store, apiKeyName(profile.value))
  } catch (error) {
    if (!(error instanceof DgshError) || error.code === 'interrupted') throw error
    if (chosen.value === undefined && isAboutStore(error)) return [noneChosen(error.message, await helper)]
    return [fail('store', `${store.name}: ${error.message}`, fixOf(store, error))]
  }
  return [pass('store', describe(store, chosen.value === undefined, context.host.env))]
}

/**
 * A keychain that is locked may say that it has nothing: only writing proves it. The others are only read: a helper such as pass
 * may keep a history of every change.
 */
async function tryOut(store: Store, entry: string): Promise<void> {
  if (store.name === 'keychain') return store.probe()
  await store.list()
  await store.get(entry)
}

function describe(store: Store, byDefault: boolean, env: Context['host']['env']): string {
  if (store.name === 'file') return `${tildePath(store.location, env)}, unencrypted, as it was chosen`
  return byDefault
    ? 'none is chosen: the keychain answers, and will be used'
    : `${describeStore(store)} answers`
}

function noneChosen(why: string, helper: GeneralHelper | undefined): Finding {
  const message = `none is chosen, and ${why}: dgsh keeps nothing`
  if (helper !== undefined && helper.problem === undefined) {
    const fix = `dgsh config set store helper:${helper.name}`
    return warn('store', message, makeFix('choose-helper-store', fix))
  }
  const fix = makeFix('choose-file-store', 'dgsh config set store file')
  return warn('store', `${message}; the store "file" is unencrypted`, fix)
}

/** What the stores hint at, without the way to a login, where unlocking is all that is needed. */
function fixOf({ name }: Store, { code, hint }: DgshError): Fix {
  if (code === 'store_locked')
    return makeFix('unlock-store', `unlock ${name === 'keychain' ? 'the keychain' : name}`)
  return makeFix('hint-of-error', hint?.split('\n', 1)[0] ?? 'dgsh config set store <store>')
}
