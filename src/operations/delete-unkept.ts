import type { Context } from '../app/context.ts'
import { record } from '../app/record.ts'
import { deleteCredential, forgetSecret } from '../credentials/delete-credential.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import { isAboutStore } from '../store/store.ts'
import { plainText } from '../ui/message.ts'
import { createdName } from './names.ts'
import type { Operating } from './operating.ts'
import { hintToResume } from './resume-command.ts'

/** A credential whose secret could not be kept, and why. */
export interface Unkept extends Operating {
  credential: Credential
  secret: string
  cause: unknown
}

/**
 * Deletes a new credential whose secret could not be stored, and ends the operation. Returns the error to throw; when the
 * credential cannot be deleted the operation stays.
 */
export async function deleteUnkept(
  { credential, cause, log, store }: Unkept,
  context: Context,
): Promise<unknown> {
  if (!(cause instanceof DgshError)) return cause
  const { id, comment } = credential
  const key = { project: log.operation.project, id, comment }
  const said = `the secret of the new credential ${plainText(createdName(log.operation, credential.id))} could not be stored: ${cause.message}`
  await record(context, { action: 'credential_created', credential: id, comment, project: key.project })
  try {
    await deleteCredential(key, context)
  } catch (error) {
    const why = error instanceof DgshError ? error.message : 'an error in dgsh'
    return new DgshError(cause.code, `${said}; and the credential could not be deleted again: ${why}`, {
      hint: await hintToResume(log.operation, context),
      reason: 'resume_in_hint',
    })
  }
  // A store that did not give the secret back may have it all the same.
  await forgetSecret(key, store, context).catch(unlessAboutStore)
  const left = await log.close().then(
    () => '',
    (error: unknown) => (error instanceof DgshError ? `; and ${error.message}` : ''),
  )
  return new DgshError(cause.code, `${said}; the credential was deleted again${left}`, { hint: cause.hint })
}

function unlessAboutStore(error: unknown): void {
  if (!isAboutStore(error)) throw error
}
