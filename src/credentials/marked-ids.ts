import type { Parts } from '../app/context.ts'
import { listKeptIds } from '../secrets/secret-of.ts'

/**
 * Returns the ids of the credentials whose secrets are stored on this machine, to mark them in a list. Only files are read: a
 * keychain or a helper could ask for a password or hang, and the history tells what dgsh stored there. Never throws.
 */
export async function findMarkedIds(context: Parts<'history' | 'stores'>): Promise<ReadonlySet<string>> {
  try {
    const { name } = await context.stores.chosen()
    return name === 'file'
      ? new Set(await listKeptIds(context.stores, () => {}))
      : await storedByHistory(context)
  } catch {
    return new Set()
  }
}

async function storedByHistory(context: Parts<'history'>): Promise<Set<string>> {
  const ids = new Set<string>()
  const { entries } = await (await context.history()).read()
  for (const { action, credential } of entries) {
    if (credential === null) continue
    if (action === 'secret_stored') ids.add(credential)
    if (action === 'secret_forgotten') ids.delete(credential)
  }
  return ids
}
