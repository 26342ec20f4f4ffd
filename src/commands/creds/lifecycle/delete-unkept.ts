import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import type { Store } from '../../../store/store.ts'
import { isAboutStore } from '../../choose-store.ts'
import { record } from '../../record.ts'
import { deleteCredential, forgetSecret } from './delete-credential.ts'
import { tellHowToGoOn } from './go-on.ts'

/** A credential whose secret could not be kept. */
export interface Unkept {
  credential: Credential
  cause: unknown
  log: OperationLog
  store: Store
}

/**
 * Deletes a new credential whose secret could not be kept, and ends the operation. Gives the error that tells of it; when
 * the credential cannot be deleted the operation stays.
 */
export async function deleteUnkept(
  { credential: { id }, cause, log, store }: Unkept,
  context: Context,
): Promise<unknown> {
  if (!(cause instanceof DgshError)) return cause
  const key = { project: log.operation.project, id }
  const told = `the secret of the new credential ${id} could not be kept: ${cause.message}`
  await record(context, { action: 'credential_created', credential: id, project: key.project })
  try {
    await deleteCredential(key, context)
  } catch (error) {
    const why = error instanceof DgshError ? error.message : 'an error in dgsh'
    return new DgshError(cause.code, `${told}; and it could not be deleted again: ${why}`, {
      hint: await tellHowToGoOn(log.operation, context),
    })
  }
  // A store that did not give the secret back may have it all the same.
  await forgetSecret(key, store, context).catch(unlessAboutStore)
  const left = await log.close().then(
    () => '',
    (error: unknown) => (error instanceof DgshError ? `; and ${error.message}` : ''),
  )
  return new DgshError(cause.code, `${told}; it was deleted again${left}`, { hint: cause.hint })
}

function unlessAboutStore(error: unknown): void {
  if (!isAboutStore(error)) throw error
}
