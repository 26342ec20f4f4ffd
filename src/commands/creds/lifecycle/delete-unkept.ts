import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { record } from '../../record.ts'
import { tellHowToGoOn } from './find-created.ts'

/**
 * Deletes a new credential whose secret could not be kept, and ends the operation. Gives the error that tells of it; when
 * the credential cannot be deleted the operation stays.
 */
export async function deleteUnkept(
  { id }: Credential,
  cause: unknown,
  log: OperationLog,
  context: Context,
): Promise<unknown> {
  if (!(cause instanceof DgshError)) return cause
  const { project } = log.operation
  const told = `the secret of the new credential ${id} could not be kept: ${cause.message}`
  try {
    await (await context.api()).deleteCredential(project, id)
  } catch (error) {
    const why = error instanceof DgshError ? error.message : 'an error in dgsh'
    return new DgshError(cause.code, `${told}; and it could not be deleted again: ${why}`, {
      hint: tellHowToGoOn(log.operation),
    })
  }
  await record(context, { action: 'credential_created', credential: id, project })
  await record(context, { action: 'credential_deleted', credential: id, project })
  const left = await log.close().then(
    () => '',
    (error: unknown) => (error instanceof DgshError ? `; and ${error.message}` : ''),
  )
  return new DgshError(cause.code, `${told}; it was deleted again${left}`, { hint: cause.hint })
}
