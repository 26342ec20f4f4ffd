import type { Context } from '../../../context.ts'
import type { Operation } from '../../../journal/operation.ts'
import { requireConsent } from '../lifecycle/confirm.ts'
import { openOperationStore } from '../lifecycle/operation-store.ts'
import { forEachOperation, tellElsewhere } from '../lifecycle/unfinished.ts'
import { undoneOf, writeUndone } from '../lifecycle/write-undone.ts'
import { chooseRotations } from './choose-rotations.ts'
import { undo } from './undo.ts'

/** What `--abort` needs to know. */
export interface AbortOptions {
  credential: string | undefined
  /** False when the commands of `--exec` are not run again: their users have been given the old one by hand. */
  hooks: boolean
  yes: boolean
}

/** `dgsh creds rotate --abort`: undoes each interrupted rotation, or that of one credential, kept ones only by name. */
export async function abort({ credential, hooks, yes }: AbortOptions, context: Context): Promise<number> {
  const journal = await context.journal()
  const isMeant = (operation: Operation) =>
    !journal.isRunning(operation) && (credential !== undefined || operation.step !== 'kept')
  const operations = await chooseRotations(credential, isMeant, context)
  if (operations.length === 0) {
    context.note('no rotation was left unfinished')
    await tellElsewhere('rotate', context)
  }
  if (!yes && operations.some(({ created }) => created !== undefined)) requireConsent(context)
  await writeUndone(
    (done) =>
      forEachOperation(
        operations,
        async (log, own) => {
          const store = await openOperationStore(log.operation, own)
          done(undoneOf(log.operation, await undo({ log, store, hooks, yes }, own)))
        },
        context,
      ),
    context,
  )
  return 0
}
