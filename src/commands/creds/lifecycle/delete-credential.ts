import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { recordOnce } from '../../record.ts'

/** A credential by its project and its id. */
export interface CredentialKey {
  project: string
  id: string
}

/**
 * Deletes a credential, and adds that to the history. It is as well when it is gone already: by an attempt whose end was
 * not known, or by somebody else. An answer alone is not believed there: the list has to be without it, too. Throws
 * `invalid_response` when it is not.
 */
export async function deleteCredential(key: CredentialKey, context: Context): Promise<'deleted' | 'gone'> {
  const outcome = await deleteOrFindGone(key, context)
  await recordOnce(context, { action: 'credential_deleted', credential: key.id, project: key.project })
  return outcome
}

/** The same, and forgets its secret. */
export async function deleteWithSecret(key: CredentialKey, store: Store, context: Context): Promise<void> {
  await deleteCredential(key, context)
  await forgetSecret(key, store, context)
}

/** Forgets the secret of a credential that is deleted; a store that can only be read keeps it. */
export async function forgetSecret(
  { project, id }: CredentialKey,
  store: Store,
  context: Context,
): Promise<void> {
  if (!store.writable || (await store.get(secretName(id))) === undefined) return
  // In this order, so that an interruption between the two leaves nothing untold.
  const detail = { store: store.name }
  await recordOnce(context, { action: 'secret_forgotten', credential: id, project, detail })
  await store.delete(secretName(id))
}

async function deleteOrFindGone(key: CredentialKey, context: Context): Promise<'deleted' | 'gone'> {
  const api = await context.api()
  try {
    if ((await api.deleteCredential(key.project, key.id)) === 'deleted') return 'deleted'
  } catch (error) {
    if (!(error instanceof DgshError) || error.code !== 'credential_not_found') throw error
  }
  await requireGone(key, context)
  return 'gone'
}

async function requireGone({ project, id }: CredentialKey, context: Context): Promise<void> {
  const credentials = await (await context.api()).listCredentials(project)
  if (!credentials.some((credential) => credential.id === id)) return
  throw new DgshError(
    'invalid_response',
    `Deepgram answers that there is no credential ${id}, and lists it all the same`,
    { hint: 'its secret is kept; try again in a while' },
  )
}
