import { confirmDeletion } from '../../app/confirm.ts'
import type { Context } from '../../app/context.ts'
import { deleteWithSecret } from '../../credentials/delete-credential.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { Creation } from '../../journal/operation.ts'
import { reportDeadLogins, usagesOf } from '../../logins/usages.ts'
import { dropSecretFile } from '../../store/secret-file.ts'
import { message } from '../../ui/message.ts'
import { createdName, describeOperation } from '../names.ts'
import { openOperationStore } from '../operating.ts'
import { deleteOrLeave, inspectOutcome } from '../recover.ts'

/** Undoes a creation. Returns the id of the credential that it deleted; undefined where there was none. */
export async function undoCreation(
  { log, yes }: { log: OperationLog<Creation>; yes: boolean },
  context: Context,
): Promise<string | undefined> {
  const { operation } = log
  const { project, created: id, targets, secretFile, step } = operation
  const store = await openOperationStore(operation, context.stores)
  if (id !== undefined) {
    const name = createdName(operation, id)
    await confirmDeletion({ question: message`Delete ${name}?`, yes }, context.io)
    await log.write({ step: 'aborting' })
    await deleteWithSecret({ project, id, comment: operation.wanted.comment }, store, context)
    context.messages.step('done', 'deleted', name)
    if (targets.length > 0) reportDeadLogins(await usagesOf(id, context), context.messages)
  } else if (step === 'requested') {
    // Without an id nothing of it was kept: there can be orphans only.
    const { orphans } = await inspectOutcome(operation, store, context)
    await deleteOrLeave(orphans, operation, context)
  }
  if (secretFile !== undefined) dropSecretFile(secretFile)
  await log.close()
  context.messages.step('done', 'undone', describeOperation(operation))
  return id
}
