import type { Parts } from '../app/context.ts'
import { compareScopes } from '../credentials/scopes.ts'
import type { Credential } from '../deepgram/credential.ts'
import { shortScope } from '../deepgram/names.ts'
import { DgshError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { type Store, secretName } from '../store/store.ts'
import { plainText } from '../ui/message.ts'
import { createdByOthers } from './find-created.ts'
import { createdName } from './names.ts'
import { type Around, deleteCommand, resumeCommand } from './resume-command.ts'

/**
 * Throws `invalid_response`, with `mayHaveHappened`, for an answer to create that names a credential which cannot be the new
 * one: to keep its secret would overwrite another, and to undo the operation would delete a credential that is in use.
 */
export async function requireNew(
  { id }: Credential,
  { operation, store }: { operation: Operation; store: Store },
  context: Parts<'history' | 'journal'>,
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
  context: Parts<'history' | 'journal'>,
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

/** Throws `scopes_differ` for other scopes than the operation asked for. */
export async function requireScopes(
  credential: Credential,
  operation: Operation,
  context: Around,
): Promise<void> {
  const { extra, missing } = compareScopes(operation.wanted.scopes, credential.scopes)
  if (extra.length === 0 && missing.length === 0) return
  const differences = [
    extra.length === 0 ? [] : [`more than requested: ${extra.map(shortScope).join(', ')}`],
    missing.length === 0 ? [] : [`less than requested: without ${missing.map(shortScope).join(', ')}`],
  ].flat()
  const line =
    operation.kind === 'create'
      ? await deleteCommand(credential.id, operation, context)
      : await resumeCommand(operation, '--abort', context)
  const name = plainText(createdName(operation, credential.id))
  throw new DgshError('scopes_differ', `Deepgram granted ${name} ${differences.join('; ')}`, {
    hint: `to ${operation.kind === 'create' ? 'delete it' : 'undo'}: ${line}`,
  })
}
