import type { Messages, Parts } from '../app/context.ts'
import { type BoundStore, isNamed } from '../store/binding.ts'
import { apiKeyName, isLoginName, type Store } from '../store/store.ts'
import { transfer } from '../store/transfer.ts'
import { parseStoreChoice } from '../store-choice.ts'
import { countOf } from '../ui/message.ts'

/** What a profile has in a store that it is about to leave. */
export interface StoredEntries {
  from: Store
  entries: ReadonlyMap<string, string>
  /** The names that no other profile needs there. */
  obsolete: readonly string[]
}

/** The texts of a profile that are changed; undefined removes one. */
type Changes = Readonly<Record<string, string | undefined>>

/**
 * The store that a profile uses now, read from the file itself, so that a bad setting can be fixed; the file store when it
 * has chosen none. Undefined when what is written there names no store.
 */
export async function currentStore(
  profile: string,
  context: Parts<'settingsFile' | 'stores'>,
): Promise<BoundStore | undefined> {
  const { store = 'file' } = await (await context.settingsFile()).readProfile(profile)
  return parseStoreChoice(store) === undefined ? undefined : context.stores.open(store)
}

/**
 * The API key of the profile and the secrets in the store it uses now; undefined when it is the same store, or one
 * that is only read. A secret belongs to no profile: while another profile uses that store, it stays there as well.
 */
export async function findStoredEntries(
  profile: string,
  to: Store,
  context: Parts<'settingsFile' | 'stores'>,
): Promise<StoredEntries | undefined> {
  const from = (await currentStore(profile, context))?.all
  if (from === undefined || from.name === to.name || !from.writable) return undefined
  const key = apiKeyName(profile)
  const listed = await from.list()
  const keys = listed.filter((name) => isNamed(name, key) && name !== key)
  const secrets = listed.filter((name) => name.startsWith('secret:') || isLoginName(name))
  const entries = new Map<string, string>()
  for (const name of [key, ...keys, ...secrets]) {
    const value = await from.get(name)
    if (value !== undefined) entries.set(name, value)
  }
  const shared = await isShared(from, profile, context)
  // docker-credential-dgsh alone uses those of others.
  const obsolete = [...entries.keys()].filter((name) => !shared || isNamed(name, key) || isLoginName(name))
  return { from, entries, obsolete }
}

/** Returns true while a profile other than this one uses the store. */
export async function isShared(
  store: Store,
  profile: string,
  context: Parts<'settingsFile'>,
): Promise<boolean> {
  const file = await context.settingsFile()
  const others = (await file.profileNames()).filter((name) => name !== profile)
  const used = await Promise.all(others.map(async (name) => (await file.readProfile(name)).store ?? 'file'))
  return used.includes(store.name)
}

/** Writes entries, by their full names, to a store and changes the profile to it, with all it had elsewhere: everything or nothing. */
export async function keepIn(
  to: BoundStore,
  {
    profile,
    entries,
    changes,
    stored,
  }: {
    profile: string
    entries: ReadonlyMap<string, string>
    changes: Changes
    stored: StoredEntries | undefined
  },
  context: Parts<'helperFile' | 'settingsFile'>,
): Promise<void> {
  const file = await context.settingsFile()
  const helperFile = await context.helperFile()
  const moved = new Set(stored?.entries.keys())
  await transfer({
    to: to.all,
    entries: new Map([...(stored?.entries ?? []), ...entries]),
    obsolete: stored && { from: stored.from, names: stored.obsolete },
    async commit() {
      const before = await file.readProfile(profile)
      const all: Changes = { ...changes, store: to.name }
      await file.changeProfile(profile, all)
      const [from, kept] = [stored?.from.name ?? to.name, to.name]
      await helperFile.moveLogins({ from, to: kept, entries: moved })
      const old = Object.keys(all).map((key) => [key, before[key as keyof typeof before]])
      return async () => {
        await helperFile.moveLogins({ from: kept, to: from, entries: moved })
        await file.changeProfile(profile, Object.fromEntries(old))
      }
    },
  })
}

/** Reports in one line what is stored in another place now; nothing when nothing was there. */
export function reportMove(stored: StoredEntries | undefined, to: Store, messages: Messages): void {
  if (stored === undefined || stored.entries.size === 0) return
  const { entries, from, obsolete } = stored
  const keys = [...entries.keys()].filter((name) => name.startsWith('api-key:')).length
  const logins = [...entries.keys()].filter(isLoginName).length
  const secrets = entries.size - keys - logins
  const what = [
    keys === 0 ? [] : ['the API key'],
    secrets === 0 ? [] : [countOf(secrets, 'secret')],
    logins === 0 ? [] : [countOf(logins, 'other login')],
  ]
  messages.say(`Moved ${what.flat().join(' and ')} from ${from.name} to ${to.name}.`)
  if (obsolete.length < entries.size)
    messages.note(`the secrets stay in ${from.name} as well, because another profile uses it`)
}
