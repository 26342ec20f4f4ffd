import type { Context, Parts } from '../app/context.ts'
import { recordOnce } from '../app/record.ts'
import { idInUsername } from '../deepgram/names.ts'
import { DgshError } from '../errors.ts'
import type { KeptLogin } from '../helper/helper-file.ts'
import { isNamed } from '../store/binding.ts'
import { type Store, secretName } from '../store/store.ts'

/**
 * Ends the logins of a deleted credential that docker-credential-dgsh serves, and deletes their secrets in stores other than the chosen
 * one, which the caller cleans up. What fails is a note: the credential is deleted.
 */
export async function endServedLogins(id: string, context: Context): Promise<void> {
  await attempt(context, async () => {
    const file = await context.helperFile()
    const { logins } = await file.read()
    const ended = Object.entries(logins).filter(
      ([, { username }]) => idInUsername(username) === id.toLowerCase(),
    )
    for (const [registry, login] of ended) {
      await file.changeLogin(registry, undefined)
      if (login.store !== (await context.stores.chosen()).name) await deleteEntry(id, login, context)
    }
  })
}

async function deleteEntry(id: string, { store: name, entry }: KeptLogin, context: Context): Promise<void> {
  const store = await context.stores.open(name)
  if (!store.writable || !isNamed(entry, secretName(id))) return
  const isDeleted = await store.all.delete(entry)
  if (isDeleted)
    await recordOnce(context, { action: 'secret_forgotten', credential: id, detail: { store: store.name } })
}

/** Ends the logins that docker-credential-dgsh takes from an entry that is no longer in a store. What fails is a note. */
export async function endLoginsFrom(
  store: Pick<Store, 'name'>,
  entry: string,
  context: Parts<'helperFile' | 'messages'>,
): Promise<void> {
  await attempt(context, async () => {
    const file = await context.helperFile()
    const { logins } = await file.read()
    for (const [registry, login] of Object.entries(logins))
      if (login.store === store.name && login.entry === entry) await file.changeLogin(registry, undefined)
  })
}

async function attempt(context: Parts<'messages'>, action: () => Promise<void>): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof DgshError) || ['interrupted', 'terminated'].includes(error.code)) throw error
    context.messages.note(`docker-credential-dgsh may still name the login: ${error.message}`)
  }
}
