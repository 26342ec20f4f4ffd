import type { Context, Parts } from '../app/context.ts'
import { idInUsername, usernameOf } from '../deepgram/names.ts'
import { DgshError } from '../errors.ts'
import type { Copy } from '../logins/copy.ts'
import { type BoundStore, isNamed, plainName } from '../store/binding.ts'
import { describeStore, isAboutStore, type Store, secretName } from '../store/store.ts'
import type { Span } from '../ui/message.ts'
import { placeOfStore } from './choose-store.ts'

/** Returns the copies in the stores of all profiles. One that cannot be listed is a note. */
export async function findStoreCopies(context: Context): Promise<Copy[]> {
  const copies: Copy[] = []
  for (const choice of await storeChoices(context)) copies.push(...(await copiesIn(choice, context)))
  return copies
}

/** The file belongs to no profile alone: an earlier version, or a store that was changed, may have left something in it. */
async function storeChoices(context: Parts<'settings' | 'settingsFile'>): Promise<Set<string>> {
  const file = await context.settingsFile()
  const profiles = await Promise.all((await file.profileNames()).map((name) => file.readProfile(name)))
  const chosen = [(await context.settings()).store.value, ...profiles.map(({ store }) => store)]
  return new Set(['file', ...chosen.filter((choice) => choice !== undefined)])
}

async function copiesIn(choice: string, context: Parts<'messages' | 'stores'>): Promise<Copy[]> {
  try {
    const store = await context.stores.open(choice)
    return (await store.all.list()).flatMap((name) => copyIn(store, name))
  } catch (error) {
    if (!isUnusable(error)) throw error
    context.messages.note(`cannot list the secrets stored in ${choice}: ${error.message}`)
    return []
  }
}

function copyIn(store: Store, key: string): Copy[] {
  const start = secretName('')
  const username = key.startsWith(start) ? usernameOf(plainName(key).slice(start.length)) : ''
  const id = idInUsername(username)
  if (id === undefined) return []
  const nowhere = { file: null, helper: null, secret: null, deliverable: false, temporary: false }
  return [{ id, username, kind: 'store', place: describeStore(store), key, ...nowhere }]
}

/**
 * Returns the places of the other entries, in the stores of all profiles, that have the same name and value. A store that cannot be
 * read has none.
 */
export async function findSameStored(
  name: string,
  { secret, store: own }: { secret: string; store: BoundStore },
  context: Context,
): Promise<(Span | string)[]> {
  const ownName = await own.fullNameOf(name)
  const places: (Span | string)[] = []
  for (const choice of await storeChoices(context)) {
    try {
      const { all } = await context.stores.open(choice)
      const names = (await all.list()).filter((full) => isNamed(full, name))
      for (const full of names.filter((one) => all.name !== own.name || one !== ownName))
        if ((await all.get(full)) === secret) places.push(placeOfStore(all, context.host.env))
    } catch (error) {
      if (!isUnusable(error)) throw error
      context.messages.debug(`cannot look for other copies in ${choice}: ${error.message}`)
    }
  }
  return places
}

/** What another profile says is not checked before it is used. */
function isUnusable(error: unknown): error is DgshError {
  return isAboutStore(error) || (error instanceof DgshError && error.code === 'usage')
}
