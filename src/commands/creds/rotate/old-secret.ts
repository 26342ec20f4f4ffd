import type { Context } from '../../../context.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { findHeldSecret } from '../../secret-of.ts'

/**
 * Puts the secret of the old credential into the store for the time of the rotation, so that it can be undone: an engine that
 * holds it has it. Where none can be had, the rotation can be undone only until something is delivered.
 */
export async function borrowOldSecret(log: OperationLog, store: Store, context: Context): Promise<void> {
  const { old = '', registry } = log.operation
  if ((await store.get(secretName(old))) !== undefined) return
  const held = await findHeldSecret(old, registry, context)
  if (held === undefined) return
  await log.write({ borrowed: true })
  await store.set(secretName(old), held.secret)
}
