import type { Context } from '../app/context.ts'
import { listOperations, listUnfinished } from './unfinished.ts'

/**
 * Ends the operations that a deleted credential leaves nothing to do for: a rotation that only waited for its previous credential to be deleted,
 * and an interrupted creation of this one.
 */
export async function endOperationsOf(id: string, context: Context): Promise<void> {
  const journal = await context.journal()
  const rotations = await listOperations('rotate', context)
  const creations = await listUnfinished('create', context)
  const ended = [
    ...rotations.filter(({ previous, step }) => previous === id && step === 'kept'),
    ...creations.filter(({ created }) => created === id),
  ]
  for (const operation of ended) await (await journal.take(operation)).close()
}
