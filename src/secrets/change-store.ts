import type { Context } from '../app/context.ts'
import { record } from '../app/record.ts'
import { parseStoreChoice } from '../store-choice.ts'
import { reportPlace } from './choose-store.ts'
import { currentStore, findStoredEntries, keepIn, reportMove } from './move-store.ts'

/**
 * Changes the store of a profile, and moves there what it keeps elsewhere: everything or nothing. To a command nothing
 * can be moved, and without a store none is named: then what is kept stays, and that is said.
 */
export async function changeStore(
  profile: string,
  text: string | undefined,
  context: Context,
): Promise<void> {
  const file = await context.settingsFile()
  if (text === undefined || parseStoreChoice(text)?.kind === 'command') {
    const { name } = (await currentStore(profile, context)) ?? {}
    await file.changeProfile(profile, { store: text })
    if (name !== undefined && name !== text) context.messages.note(`what is kept in ${name} stays there`)
    return
  }
  const to = await context.stores.open(text)
  const stored = await findStoredEntries(profile, to, context)
  await to.probe()
  if (stored !== undefined && stored.entries.size > 0) reportPlace('API key', to, context)
  await keepIn(to, { profile, entries: new Map(), changes: {}, stored }, context)
  const detail = { from: stored?.from.name ?? 'none', to: to.name }
  await record(context, { action: 'store_changed', credential: null, detail })
  reportMove(stored, to, context.messages)
}
