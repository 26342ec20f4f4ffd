import type { Context } from '../../../context.ts'
import { usernameOf } from '../../../deepgram/names.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import type { Operation } from '../../../journal/operation.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { confirmDeletion, requireConsent } from '../lifecycle/confirm.ts'
import { deleteIfThere } from '../lifecycle/delete-if-there.ts'
import { deliverTo, usernameAt } from '../lifecycle/deliver.ts'
import { openOperationStore } from '../lifecycle/operation-store.ts'
import { recover } from '../lifecycle/recover.ts'
import { describeOperation, forEachOperation, listOperations } from '../lifecycle/unfinished.ts'
import { ofCredential } from './of-credential.ts'

/** What `--abort` needs to know. */
export interface AbortOptions {
  credential: string | undefined
  yes: boolean
}

/** `dgsh creds rotate --abort`: undoes each interrupted rotation, or that of one credential, kept ones only by name. */
export async function abort({ credential, yes }: AbortOptions, context: Context): Promise<number> {
  const journal = await context.journal()
  const left = (await listOperations('rotate', context)).filter(
    (operation) => !journal.isRunning(operation) && (credential !== undefined || operation.step !== 'kept'),
  )
  const operations = ofCredential(credential, left)
  if (operations.length === 0) context.note('no rotation was left unfinished')
  if (!yes && operations.some(({ created }) => created !== undefined)) requireConsent(context)
  await forEachOperation(
    operations,
    async (log, own) => undo({ log, store: await openOperationStore(log.operation, own), yes }, own),
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

/**
 * Undoes a rotation: the old credential goes back to who had the new one, then the new one is deleted. Throws when the old
 * one is deleted already, or when nobody has its secret any more.
 */
export async function undo({ log, store, yes }: Undoing, context: Context): Promise<void> {
  const { operation } = log
  const { project, old = '' } = operation
  await requireOld(operation, context)
  const recovered =
    operation.step === 'requested' ? await recover({ operation, store, yes }, context) : undefined
  const created = recovered?.credential.id ?? operation.created
  if (created !== undefined) {
    const secret = await requireOldSecret(operation, store)
    await confirmDeletion({ question: `Go back to ${old}, and delete ${created}?`, yes }, context)
    if (secret === undefined) await log.write({ step: 'aborting', created, targets: [] })
    else {
      await log.write({ step: 'aborting', created })
      await giveBack({ operation, created, secret }, context)
      // From here on the secret is not needed any more, and may be gone when this begins again.
      await log.write({ targets: [] })
    }
    await deleteIfThere({ project, id: created, store }, context)
    context.say(`Deleted ${created}.`)
  }
  if (operation.borrowed === true) await store.delete(secretName(old))
  await log.close()
  context.say(`Undone: ${describeOperation(operation)}.`)
}

/** From `deleting` on the old one may be gone; then there is nothing to go back to. */
async function requireOld({ old = '', project }: Operation, context: Context): Promise<void> {
  try {
    await (await context.api()).getCredential(project, old)
  } catch (error) {
    if (!(error instanceof DgshError) || error.code !== 'credential_not_found') throw error
    throw new DgshError('failed', `${old} is deleted: the rotation cannot be undone any more`, {
      hint: `dgsh creds rotate ${old} --resume ends it`,
    })
  }
}

/** The secret to give back; undefined when nothing was delivered. */
async function requireOldSecret(
  { old = '', step, targets }: Operation,
  store: Store,
): Promise<string | undefined> {
  const untouched = targets.length === 0 || ['begun', 'requested', 'stored', 'accepted'].includes(step)
  if (untouched) return undefined
  const secret = await store.get(secretName(old))
  if (secret !== undefined) return secret
  throw new DgshError('failed', `the secret of ${old} is not known, so it cannot be given back`, {
    hint: `dgsh creds rotate ${old} --resume goes on`,
  })
}

async function giveBack(
  { operation, created, secret }: { operation: Operation; created: string; secret: string },
  context: Context,
): Promise<void> {
  const { targets, delivered, old = '', registry } = operation
  const delivery = { id: old, secret, instead: created }
  for (const [index, target] of targets.entries()) {
    if (index > delivered) return
    // Whoever logged in as somebody else meanwhile wanted that.
    if (target.kind === 'engine' && (await usernameAt(target, registry, context)) !== usernameOf(created))
      continue
    const isInDoubt = target.kind === 'exec' && index === delivered
    const given = deliverTo(target, delivery, operation, context)
    await (isInDoubt ? given.catch(noteFailure(context)) : given)
  }
}

/** A hook that did not take the new one need not take the old one back. */
function noteFailure(context: Context): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof DgshError) || context.signal.aborted) throw error
    context.note(`${error.message}; it had not taken the new one either, as far as is known`)
  }
}
