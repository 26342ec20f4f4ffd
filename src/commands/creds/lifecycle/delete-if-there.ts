import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { recordOnce } from '../../record.ts'

/** Deletes a credential and forgets its secret; it is as well when it is gone already. */
export async function deleteIfThere(
  { project, id, store }: { project: string; id: string; store: Store },
  context: Context,
): Promise<void> {
  try {
    await (await context.api()).deleteCredential(project, id)
  } catch (error) {
    if (!(error instanceof DgshError) || error.code !== 'credential_not_found') throw error
  }
  await recordOnce(context, { action: 'credential_deleted', credential: id, project })
  await store.delete(secretName(id))
}
