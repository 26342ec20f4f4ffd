import type { Context } from '../app/context.ts'
import type { OperationLog } from '../journal/journal.ts'
import type { Rotation } from '../journal/operation.ts'
import { type Store, secretName } from '../store/store.ts'
import { findHeldSecret } from './secret-of.ts'

/**
 * Stores the secret of the previous credential for the time of the rotation, so that it can be undone: an engine that is logged
 * in with it has it. Without it, the rotation can be undone only until something is delivered.
 */
export async function borrowPreviousSecret(
  log: OperationLog<Rotation>,
  store: Store,
  context: Context,
): Promise<void> {
  const { previous, registry } = log.operation
  if ((await store.get(secretName(previous))) !== undefined) return
  const held = await findHeldSecret(previous, registry, context)
  if (held === undefined) return
  await log.write({ borrowed: true })
  await store.set(secretName(previous), held.secret)
}
