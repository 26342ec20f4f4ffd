import type { Context } from '../app/context.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { type Store, secretName } from '../store/store.ts'
import { createdByOthers } from './find-created.ts'

/**
 * Throws `invalid_response`, with `mayHaveHappened`, for an answer to create that names a credential which cannot be the new
 * one: to keep its secret would overwrite another, and to undo the operation would delete a credential that is in use.
 */
export async function requireNew(
  { id }: Credential,
  { operation, store }: { operation: Operation; store: Store },
  context: Context,
): Promise<void> {
  const why = await whyNotNew(id, operation, store, context)
  if (why === undefined) return
  throw new DgshError('invalid_response', `Deepgram says that it created credential ${id}, ${why}`, {
    mayHaveHappened: true,
  })
}

async function whyNotNew(
  id: string,
  operation: Operation,
  store: Store,
  context: Context,
): Promise<string | undefined> {
  const { known } = operation
  if (operation.kind === 'rotate' && id === operation.previous) return 'which is the one to replace'
  if (known.includes(id)) return 'which existed before'
  // What cannot be read here is reported when the secret is stored: nobody has it yet.
  if ((await store.get(secretName(id)).catch(() => undefined)) !== undefined)
    return `whose secret is already in ${store.name}`
  const others = await createdByOthers(operation, context).catch((): string[] => [])
  return others.includes(id) ? 'which dgsh created before' : undefined
}
