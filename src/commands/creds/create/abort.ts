import { confirmDeletion } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { deleteWithSecret } from '../../../credentials/delete-credential.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { placesOf, reportDeadLogins } from '../../../logins/places.ts'
import { createdName } from '../../../operations/names.ts'
import { deleteOrLeave, lookAfter } from '../../../operations/recover.ts'
import { undoEach } from '../../../operations/undo-each.ts'
import { describeOperation } from '../../../operations/unfinished.ts'
import { dropSecretFile } from '../../../store/secret-file.ts'
import type { Store } from '../../../store/store.ts'
import { message } from '../../../ui/message.ts'
import { chooseUnfinished, type UnfinishedOptions } from './choose-unfinished.ts'

/** `dgsh creds create --abort`: deletes what each interrupted creation created. */
export async function abort(
  { comment, yes }: Omit<UnfinishedOptions, 'showSecret'>,
  context: Context,
): Promise<number> {
  const operations = await chooseUnfinished(comment, context)
  await undoEach(operations, (log, store, own) => undo({ log, store, yes }, own), context)
  return 0
}

/** What is undone. */
export interface Undoing {
  log: OperationLog
  store: Store
  yes: boolean
}

/** Undoes a creation. Returns the id of the credential that it deleted; undefined where there was none. */
export async function undo({ log, store, yes }: Undoing, context: Context): Promise<string | undefined> {
  const { operation } = log
  const { project, created: id, targets, secret_file: file, step } = operation
  if (id !== undefined) {
    const name = createdName(operation)
    await confirmDeletion({ question: message`Delete ${name}?`, yes }, context)
    await log.write({ step: 'aborting' })
    await deleteWithSecret({ project, id, comment: operation.wanted.comment }, store, context)
    context.messages.step('done', 'deleted', name)
    if (targets.length > 0) reportDeadLogins(await placesOf(id, context), context)
  } else if (step === 'requested') {
    // Without an id nothing of it was kept: there can be orphans only.
    const { orphans } = await lookAfter(operation, store, context)
    await deleteOrLeave(orphans, operation, context)
  }
  if (file !== undefined) dropSecretFile(file)
  await log.close()
  context.messages.step('done', 'undone', describeOperation(operation))
  return id
}
