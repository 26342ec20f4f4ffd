import type { Context } from '../../../context.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { type Operation, STEPS, type Step } from '../../../journal/operation.ts'
import { describeStore, type Store } from '../../../store/store.ts'
import { recordOnce } from '../../record.ts'
import { deleteWithSecret } from '../lifecycle/delete-credential.ts'
import { deliverAll } from '../lifecycle/deliver.ts'
import { goOnLine } from '../lifecycle/go-on.ts'
import { recordCreation } from '../lifecycle/obtain.ts'
import { obtainAgain } from '../lifecycle/obtain-again.ts'
import { readCredential } from '../lifecycle/read-credential.ts'
import { requireScopes } from '../lifecycle/require-scopes.ts'
import { awaitAcceptance } from './await-acceptance.ts'
import { deliverToLastUsers } from './last-users.ts'
import { borrowOldSecret } from './old-secret.ts'
import { readSuccessor, type Successor } from './successor.ts'

/** A rotation that goes on from where its journal says it is. */
export interface Advancing {
  log: OperationLog
  store: Store
  /** Seconds that the registry may take to accept the new one. */
  wait: number
  /** True when an old one that was kept is to go now. */
  finishing?: boolean
  /** True when the store has just been proven writable. */
  isProven?: boolean
}

/** A rotation that is done, or done but for the old one. */
export interface Rotation {
  old: string
  created: Successor
  targets: Operation['targets']
  /** Whether the old one is gone. */
  deleted: boolean
  /** When it may go at the earliest; undefined for at once. */
  due: string | undefined
}

/**
 * Takes a rotation to its end: each step once, those that its journal has no more than begun again. Nothing is asked before
 * an orphan is deleted: its comment has the mark of this rotation.
 */
export async function advance(rotation: Advancing, context: Context): Promise<Rotation> {
  const { log, store, wait, isProven } = rotation
  if (reached('delivered', log)) return end(rotation, await readSuccessor(log, context), context)
  const isNew = !reached('stored', log)
  const obtained = await obtainAgain({ log, store, yes: true, isProven }, context)
  await recordCreation(obtained, rotation, context)
  const { credential, secret } = obtained
  if (!reached('accepted', log)) {
    const created = isNew
      ? `Created credential ${credential.id}`
      : `Credential ${credential.id} is created already`
    context.say(`${created}; its secret is in ${describeStore(store)}.`)
    await requireScopes(credential, log.operation, context)
    await awaitAcceptance({ obtained, registry: log.operation.registry, wait }, context)
    await log.write({ step: 'accepted' })
  }
  await borrowOldSecret(log, store, context)
  await deliverAll({ id: credential.id, secret, instead: log.operation.old }, log, context)
  await log.write({ step: 'delivered', delivered: log.operation.targets.length })
  return end(rotation, credential, context)
}

function reached(step: Step, { operation }: OperationLog): boolean {
  return STEPS.indexOf(operation.step) >= STEPS.indexOf(step)
}

async function end(rotation: Advancing, created: Successor, context: Context): Promise<Rotation> {
  const { log, store, finishing = false } = rotation
  const { old = '', project, keep_old: keeps, due, targets } = log.operation
  if (keeps && !finishing && !reached('deleting', log)) {
    await log.write({ step: 'kept' })
    await recordRotation({ old, created: created.id, project }, context)
    const finish = await goOnLine(log.operation, '--finish', context)
    context.say(`${old} is left; ${finish} deletes it${due === undefined ? '' : ` from ${due} on`}.`)
    return { old, created, targets, deleted: false, due }
  }
  const isDeleting = reached('deleting', log)
  // After an interruption it may be there still, and in use again.
  if (!isDeleting || (await readCredential({ project, id: old }, context)) !== undefined)
    await deliverToLastUsers(rotation, created.id, context)
  if (!isDeleting) await log.write({ step: 'deleting' })
  await deleteWithSecret({ project, id: old }, store, context)
  await recordRotation({ old, created: created.id, project }, context)
  context.say(`Deleted ${old}.`)
  await log.close()
  return { old, created, targets, deleted: true, due: undefined }
}

function recordRotation(
  { old, created, project }: { old: string; created: string; project: string },
  context: Context,
): Promise<void> {
  const detail = { replaced_by: created }
  return recordOnce(context, { action: 'credential_rotated', credential: old, project, detail })
}
