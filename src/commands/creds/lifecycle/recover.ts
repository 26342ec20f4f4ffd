import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { record } from '../../record.ts'
import { confirmDeletion } from './confirm.ts'
import { findCreated } from './find-created.ts'
import type { Obtained } from './obtain.ts'

/** What there is to recover. */
export interface Recovery {
  operation: Operation
  store: Store
  /** True when nothing need be asked before a credential is deleted whose secret is lost. */
  yes: boolean
}

/**
 * Finds out what became of a request whose end is not known. A new credential whose secret is in the store is given back;
 * one whose secret nobody has is deleted. Undefined: there is none now. Throws when there are several.
 */
export async function recover(
  { operation, store, yes }: Recovery,
  context: Context,
): Promise<Obtained | undefined> {
  const found = await findCreated(operation, context)
  for (const credential of found) {
    const secret = await store.get(secretName(credential.id))
    if (secret !== undefined) return { credential, secret }
  }
  const [orphan, second] = found
  if (second !== undefined) throw severalFound(found)
  if (orphan !== undefined) await deleteOrphan(orphan, { operation, yes }, context)
  return undefined
}

async function deleteOrphan(
  { id }: Credential,
  { operation, yes }: Omit<Recovery, 'store'>,
  context: Context,
): Promise<void> {
  context.say(`Credential ${id} was created, and its secret is lost: nobody can use it.`)
  await confirmDeletion({ question: `Delete ${id}?`, yes }, context)
  await (await context.api()).deleteCredential(operation.project, id)
  context.say(`Deleted ${id}.`)
  await record(context, { action: 'credential_deleted', credential: id, project: operation.project })
}

function severalFound(found: readonly Credential[]): DgshError {
  return new DgshError('failed', `${found.length} new credentials have the comment of this one`, {
    hint: `delete those that nobody uses, and try again:\n${found.map(({ id }) => `dgsh creds delete ${id}`).join('\n')}`,
  })
}
