import type { Context } from '../../../context.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { dropSecretFile } from '../../../store/secret-file.ts'
import { findPlaces, tellDeadLogins } from '../../places.ts'
import { confirmDeletion } from '../lifecycle/confirm.ts'
import { deleteIfThere } from '../lifecycle/delete-if-there.ts'
import { obtainAgain } from '../lifecycle/obtain-again.ts'
import { openOperationStore } from '../lifecycle/operation-store.ts'
import { recover } from '../lifecycle/recover.ts'
import { describeOperation, forEachOperation, listUnfinished } from '../lifecycle/unfinished.ts'
import { finish } from './finish.ts'

/** What `--resume` and `--abort` need to know. */
export interface ResumeOptions {
  showSecret: boolean
  yes: boolean
}

/** `dgsh creds create --resume`: brings each interrupted creation to the end that it would have had. */
export async function resume({ showSecret, yes }: ResumeOptions, context: Context): Promise<number> {
  const operations = await requireUnfinished(context)
  await forEachOperation(
    operations,
    async (log, own) => {
      if (log.operation.step === 'aborting') return undo({ log, yes }, own)
      const store = await openOperationStore(log.operation, own)
      const obtained = await obtainAgain({ log, store, yes }, own)
      await finish(obtained, { log, store, showSecret }, own)
    },
    context,
  )
  return 0
}

/** `dgsh creds create --abort`: deletes what each interrupted creation created. */
export async function abort({ yes }: ResumeOptions, context: Context): Promise<number> {
  await forEachOperation(await requireUnfinished(context), (log, own) => undo({ log, yes }, own), context)
  return 0
}

async function requireUnfinished(context: Context) {
  const operations = await listUnfinished('create', context)
  if (operations.length === 0) context.note('no creation was left unfinished')
  return operations
}

async function undo({ log, yes }: { log: OperationLog; yes: boolean }, context: Context): Promise<void> {
  const { operation } = log
  const store = await openOperationStore(operation, context)
  const recovered =
    operation.step === 'requested' ? await recover({ operation, store, yes }, context) : undefined
  const id = recovered?.credential.id ?? operation.created
  if (id !== undefined) {
    await confirmDeletion({ question: `Delete credential ${id}?`, yes }, context)
    await log.write({ step: 'aborting', created: id })
    await deleteIfThere({ project: operation.project, id, store }, context)
    if (operation.targets.length > 0) tellDeadLogins((await findPlaces([id], context)).get(id) ?? [], context)
  }
  if (operation.secret_file !== undefined) dropSecretFile(operation.secret_file)
  await log.close()
  context.say(`Undone: ${describeOperation(operation)}.`)
}
