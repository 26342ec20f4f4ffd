import type { Parts } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import type { ProfileValues } from '../settings/settings.ts'
import { shellWord } from '../shell.ts'
import { type BoundStore, isNamed } from '../store/binding.ts'
import { apiKeyName, credentialIdOf, isAboutStore } from '../store/store.ts'
import { parseStoreChoice } from '../store-choice.ts'
import { currentStore, isShared } from './move-store.ts'

/**
 * Returns what finds the store that has the API key of a profile: its name, `none` or `unknown`. Each store is looked into once,
 * whatever number of profiles use it.
 */
export function apiKeyFinder(
  context: Parts<'messages' | 'stores'>,
): (profile: string, values: ProfileValues) => Promise<string> {
  const listed = new Map<string, readonly string[] | undefined>()
  return async (profile, { store = 'file' }) => {
    // A command can only be run, and then it gives the key out.
    if (parseStoreChoice(store)?.kind === 'command') return 'command'
    if (!listed.has(store)) listed.set(store, await entriesIn(store, context))
    const entries = listed.get(store)
    if (entries === undefined) return 'unknown'
    return entries.some((full) => isNamed(full, apiKeyName(profile))) ? store : 'none'
  }
}

async function entriesIn(
  store: string,
  context: Parts<'messages' | 'stores'>,
): Promise<string[] | undefined> {
  try {
    return await (await context.stores.open(store)).all.list()
  } catch (error) {
    if (!(error instanceof DgshError) || ['interrupted', 'terminated'].includes(error.code)) throw error
    context.messages.note(`dgsh cannot see which API keys ${store} has: ${error.message}`)
    return undefined
  }
}

/** What a profile keeps in its store. */
export interface ProfileEntries {
  /** Undefined where only a command gives the key, or where no store can be opened by what the profile says. */
  store: BoundStore | undefined
  /** The full names of its API keys: one for each API. */
  keys: readonly string[]
  /** How many secrets are there that no other profile's store has. */
  secrets: number
}

/** Returns what a profile has in its store. Throws the error of a store that cannot be listed, with the way around it. */
export async function findProfileEntries(
  profile: string,
  context: Parts<'settingsFile' | 'stores'>,
): Promise<ProfileEntries> {
  const store = await currentStore(profile, context)
  if (store === undefined || !store.writable) return { store: undefined, keys: [], secrets: 0 }
  const entries = await explainStore(profile, () => store.all.list())
  const secrets = (await isShared(store, profile, context))
    ? []
    : entries.flatMap((name) => credentialIdOf(name) ?? [])
  return {
    store,
    keys: entries.filter((full) => isNamed(full, apiKeyName(profile))),
    secrets: secrets.length,
  }
}

/** Deletes the API keys of a profile. Returns false when there was none. Throws as {@link findProfileEntries} does. */
export function deleteApiKeys(profile: string, { store, keys }: ProfileEntries): Promise<boolean> {
  return explainStore(profile, async () => {
    let found = false
    for (const name of keys) found = (await store?.all.delete(name)) === true || found
    return found
  })
}

/** A store that no longer works must not keep a profile from being removed. */
async function explainStore<Value>(profile: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action()
  } catch (error) {
    if (!isAboutStore(error)) throw error
    throw new DgshError(error.code, error.message, {
      hint: `${error.hint === undefined ? '' : `${error.hint}\n`}to leave its API key there: dgsh config unset store --profile ${shellWord(profile)}`,
    })
  }
}
