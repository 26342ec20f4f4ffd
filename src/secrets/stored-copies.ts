import type { Context, Parts } from '../app/context.ts'
import { idInUsername, usernameOf } from '../deepgram/names.ts'
import { DgshError } from '../errors.ts'
import type { Copy } from '../logins/copy.ts'
import { plainName } from '../store/binding.ts'
import { describeStore, isAboutStore, type Store, secretName } from '../store/store.ts'

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
    // What another profile says is not checked before it is used.
    const isBad = error instanceof DgshError && error.code === 'usage'
    if (!isBad && !isAboutStore(error)) throw error
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
