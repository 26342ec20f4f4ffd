import type { Context } from '../../../context.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { dropSecretFile } from '../../../store/secret-file.ts'
import type { Store } from '../../../store/store.ts'
import { findPlaces, tellDeadLogins } from '../../places.ts'
import { confirmDeletion } from '../lifecycle/confirm.ts'
import { deleteCredential, forgetSecret } from '../lifecycle/delete-credential.ts'
import { openOperationStore } from '../lifecycle/operation-store.ts'
import { deleteOrLeave, lookAfter } from '../lifecycle/recover.ts'
import { describeOperation, forEachOperation } from '../lifecycle/unfinished.ts'
import { undoneOf, writeUndone } from '../lifecycle/write-undone.ts'
import { chooseUnfinished, type UnfinishedOptions } from './choose-unfinished.ts'

/** `dgsh creds create --abort`: deletes what each interrupted creation created. */
export async function abort(
  { comment, yes }: Omit<UnfinishedOptions, 'showSecret'>,
  context: Context,
): Promise<number> {
  const operations = await chooseUnfinished(comment, context)
  await writeUndone(
    (done) =>
      forEachOperation(
        operations,
        async (log, own) => {
          const store = await openOperationStore(log.operation, own)
          done(undoneOf(log.operation, await undo({ log, store, yes }, own)))
        },
        context,
      ),
    context,
  )
  return 0
}

/** What is undone. */
export interface Undoing {
  log: OperationLog
  store: Store
  yes: boolean
}

/** Undoes a creation. Gives the id of the credential that it deleted; undefined where there was none. */
export async function undo({ log, store, yes }: Undoing, context: Context): Promise<string | undefined> {
  const { operation } = log
  const { project, targets, secret_file: file } = operation
  const id = operation.created ?? (await findKept({ log, store }, context))
  if (id !== undefined) {
    await confirmDeletion({ question: `Delete credential ${id}?`, yes }, context)
    await log.write({ step: 'aborting', created: id })
    await deleteCredential({ project, id }, context)
    await forgetSecret({ project, id }, store, context)
    if (targets.length > 0) tellDeadLogins((await findPlaces([id], context)).get(id) ?? [], context)
  }
  if (file !== undefined) dropSecretFile(file)
  await log.close()
  context.say(`Undone: ${describeOperation(operation)}.`)
  return id
}

/** The new one whose secret is in the store; what may be an orphan is dealt with. */
async function findKept({ log, store }: Omit<Undoing, 'yes'>, context: Context): Promise<string | undefined> {
  const { operation } = log
  if (operation.step !== 'requested') return undefined
  const { kept, orphans } = await lookAfter(operation, store, context)
  await deleteOrLeave(orphans, operation, context)
  return kept?.credential.id
}
