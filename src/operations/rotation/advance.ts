import type { Context } from '../../app/context.ts'
import { shortId } from '../../app/credential-name.ts'
import { recordOnce } from '../../app/record.ts'
import { withoutMark } from '../../credentials/comment.ts'
import { deleteWithSecret, readCredential } from '../../credentials/delete-credential.ts'
import type { OperationLog } from '../../journal/journal.ts'
import { type Rotation, STEPS, type Step } from '../../journal/operation.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { borrowPreviousSecret } from '../../secrets/previous-secret.ts'
import type { Store } from '../../store/store.ts'
import { command, id as idSpan, message } from '../../ui/message.ts'
import { requireScopes } from '../check-created.ts'
import { deliverAll } from '../deliver.ts'
import { minuteOf } from '../names.ts'
import { recordCreation } from '../obtain.ts'
import { resumeCommand, safeToInterrupt } from '../resume-command.ts'
import { resumeObtain } from '../resume-obtain.ts'
import { awaitAcceptance } from './await-acceptance.ts'
import { deliverToLastUsers } from './last-users.ts'
import { readSuccessor, type Successor } from './successor.ts'

/** A rotation that continues from where its journal says it is. */
export interface Advancing {
  log: OperationLog<Rotation>
  store: Store
  /** Seconds that the registry may take to accept the successor. */
  wait: number
  /** True when a previous credential that was kept is to be deleted now. */
  finishing?: boolean
  /** True when the store has just been proven writable. */
  isProven?: boolean
}

/** A rotation that is done, or in which only the previous credential is kept for now. */
export interface Rotated {
  /** The id of the previous credential. */
  previous: string
  created: Successor
  targets: Rotation['targets']
  /** Whether the previous credential is deleted. */
  deleted: boolean
  /** When it may be deleted at the earliest; undefined for at once. */
  due: string | undefined
}

/**
 * Takes a rotation to its end: each step once, and those once more that its journal has only begun. Nothing is asked before an
 * orphan is deleted: its comment has the mark of this rotation.
 */
export async function advance(rotation: Advancing, context: Context): Promise<Rotated> {
  const { log, store, wait, isProven } = rotation
  const { previous, created } = log.operation
  if (reached('delivered', log) && created !== undefined)
    return end(rotation, await readSuccessor(created, log.operation, context), context)
  const isNew = !reached('stored', log)
  const obtained = await resumeObtain({ log, store, yes: true, isProven }, context)
  await recordCreation(obtained, rotation, context)
  const { credential, secret } = obtained
  if (!reached('accepted', log)) {
    context.messages.step(
      'done',
      'created',
      message`${idSpan(credential.id)}${isNew ? '' : ' (before the interruption)'}`,
    )
    context.messages.step('done', 'secret', message`stored in ${placeOfStore(store, context.host.env)}`)
    await requireScopes(credential, log.operation, context)
    await awaitAcceptance({ obtained, operation: log.operation, wait }, context)
    await log.write({ step: 'accepted' })
  }
  await borrowPreviousSecret(log, store, context)
  await deliverAll({ id: credential.id, secret, instead: previous }, log, context)
  await log.write({ step: 'delivered', delivered: log.operation.targets.length })
  return end(rotation, credential, context)
}

function reached(step: Step, { operation }: OperationLog): boolean {
  return STEPS.indexOf(operation.step) >= STEPS.indexOf(step)
}

async function end(rotation: Advancing, created: Successor, context: Context): Promise<Rotated> {
  const { log, finishing = false } = rotation
  const { previous, keepOld, due, targets } = log.operation
  if (keepOld && !finishing && !reached('deleting', log)) {
    await log.write({ step: 'kept' })
    await recordRotation(log, created.id, context)
    const finish = await resumeCommand(log.operation, '--finish', context)
    const until = due === undefined ? '' : ` until ${minuteOf(due)}`
    context.messages.step(
      'done',
      'kept',
      message`${idSpan(shortId(previous))}${until}; to delete it then: ${command(finish)}`,
    )
    return { previous, created, targets, deleted: false, due }
  }
  await deletePrevious(rotation, created.id, context)
  context.messages.step('done', 'deleted', message`${idSpan(shortId(previous))}`)
  await log.close()
  return { previous, created, targets, deleted: true, due: undefined }
}

async function deletePrevious({ log, store }: Advancing, created: string, context: Context): Promise<void> {
  const { previous, project, wanted } = log.operation
  const isDeleting = reached('deleting', log)
  // After an interruption it may still exist, and be in use again.
  if (!isDeleting || (await readCredential({ project, id: previous }, context.remote)) !== undefined)
    await deliverToLastUsers({ log, store }, created, context)
  if (!isDeleting) await log.write({ step: 'deleting' })
  const key = { project, id: previous, comment: withoutMark(wanted.comment) }
  const hint = await safeToInterrupt(log.operation, context)
  await context.messages.running({ word: 'delete', text: message`${idSpan(shortId(previous))}`, hint }, () =>
    deleteWithSecret(key, store, context),
  )
  await recordRotation(log, created, context)
}

function recordRotation(
  { operation }: OperationLog<Rotation>,
  created: string,
  context: Context,
): Promise<void> {
  const { previous: credential, project, wanted } = operation
  const comment = withoutMark(wanted.comment)
  const detail = { replaced_by: created }
  return recordOnce(context, { action: 'credential_rotated', credential, comment, project, detail })
}
