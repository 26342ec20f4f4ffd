import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { dropSecretFile } from '../../../store/secret-file.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { findPlaces, tellDeadLogins } from '../../places.ts'
import { confirmDeletion } from '../lifecycle/confirm.ts'
import { deleteIfThere } from '../lifecycle/delete-if-there.ts'
import { deleteUnkept } from '../lifecycle/delete-unkept.ts'
import { type Obtained, obtain } from '../lifecycle/obtain.ts'
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
      const store = await own.openStore(log.operation.store)
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

async function obtainAgain(
  { log, store, yes }: { log: OperationLog; store: Store; yes: boolean },
  context: Context,
): Promise<Obtained> {
  const { operation } = log
  const kept = await readKept(log, store, context)
  if (kept !== undefined) return kept
  if (operation.step === 'requested') {
    const recovered = await recover({ operation, store, yes }, context)
    if (recovered !== undefined) {
      await log.write({ step: 'stored', created: recovered.credential.id })
      return recovered
    }
  }
  await store.probe()
  const rescue = async ({ credential }: Obtained, cause: unknown) => {
    throw await deleteUnkept(credential, cause, log, context)
  }
  return obtain({ log, store, rescue }, context)
}

/** The credential that was created and kept before; undefined when it had not come that far. */
async function readKept(
  { operation }: OperationLog,
  store: Store,
  context: Context,
): Promise<Obtained | undefined> {
  if (operation.created === undefined) return undefined
  const credential = await (await context.api()).getCredential(operation.project, operation.created)
  const secret = await store.get(secretName(credential.id))
  if (secret !== undefined) return { credential, secret }
  throw new DgshError('failed', `the secret of ${credential.id} is not in ${store.name} any more`, {
    hint: 'dgsh creds create --abort deletes the credential',
  })
}

async function undo({ log, yes }: { log: OperationLog; yes: boolean }, context: Context): Promise<void> {
  const { operation } = log
  const store = await context.openStore(operation.store)
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
