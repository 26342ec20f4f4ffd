import type { Context } from '../../context.ts'
import { tildePath } from '../../engines/surroundings.ts'
import { DgshError } from '../../errors.ts'
import { apiKeyName, describeStore, type Store } from '../../store/store.ts'
import { isAboutStore } from '../choose-store.ts'
import { type Check, type Finding, fail, pass, warn } from './check.ts'
import { STORE_SECONDS, withTimeout } from './limits.ts'

/** Which store is in use, and whether it answers. */
export function storeCheck(context: Context): Check {
  return {
    name: 'store',
    group: 'This machine',
    seconds: STORE_SECONDS,
    run: async () => [await check(context)],
  }
}

async function check(context: Context): Promise<Finding> {
  const { store: chosen, profile } = await context.settings()
  const store = await withTimeout(context, STORE_SECONDS).openStore(chosen.value ?? 'keychain')
  try {
    await tryOut(store, apiKeyName(profile.value))
  } catch (error) {
    if (!(error instanceof DgshError) || error.code === 'interrupted') throw error
    if (chosen.value === undefined && isAboutStore(error)) return noneChosen(error.message)
    return fail('store', `${store.name}: ${error.message}`, mend(store, error))
  }
  return pass('store', describe(store, chosen.value === undefined, context.env))
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

function describe(store: Store, byDefault: boolean, env: Context['env']): string {
  if (store.name === 'file') return `${tildePath(store.location, env)}, unencrypted, as it was chosen`
  return byDefault
    ? 'none is chosen: the keychain answers, and will be used'
    : `${describeStore(store)} answers`
}

function noneChosen(why: string): Finding {
  return warn(
    'store',
    `none is chosen, and ${why}: dgsh keeps nothing`,
    'dgsh config set store helper:<name>; or file, which is unencrypted',
  )
}

/** What the stores hint at, without the way to a login, where unlocking is all that is needed. */
function mend({ name }: Store, { code, hint }: DgshError): string {
  if (code === 'store_locked') return `unlock ${name === 'keychain' ? 'the keychain' : name}`
  return hint?.split('\n', 1)[0] ?? 'dgsh config set store <store>'
}
