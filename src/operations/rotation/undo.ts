import { confirmDeletion } from '../../app/confirm.ts'
import type { Context, Parts } from '../../app/context.ts'
import { shortId } from '../../app/credential-name.ts'
import { withoutMark } from '../../credentials/comment.ts'
import { deleteWithSecret, readCredential } from '../../credentials/delete-credential.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError } from '../../errors.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { Rotation } from '../../journal/operation.ts'
import { usagesOf } from '../../logins/usages.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { findHeldSecret } from '../../secrets/secret-of.ts'
import { type Store, secretName } from '../../store/store.ts'
import { id, message, plainText } from '../../ui/message.ts'
import { OWN_HELPER } from '../../vocabulary.ts'
import { deliverTo } from '../deliver.ts'
import { createdName, previousName } from '../names.ts'
import { openOperationStore } from '../operating.ts'
import { deleteOrphans, inspectOutcome } from '../recover.ts'
import { resumeCommand } from '../resume-command.ts'
import { listOperations } from '../unfinished.ts'
import { stepOfTarget } from '../upcoming.ts'
import { awaitPulls, nameOfUsage } from './last-users.ts'
import { findExisting, successorsOf } from './successor.ts'
import { findUsers, type Users } from './users-of-new.ts'

/** What is undone. */
export interface Undoing {
  log: OperationLog<Rotation>
  /** False when the hooks are not run. */
  hooks: boolean
  yes: boolean
}

/**
 * Undoes a rotation: whatever is logged in with the successor gets the previous credential back, then the successor is deleted.
 * Returns its id; undefined where there was none. Throws when the previous credential is deleted already, when the successor is
 * in use where dgsh cannot replace it, or when the previous secret is lost.
 */
export async function undoRotation(undoing: Undoing, context: Context): Promise<string | undefined> {
  const { log, yes } = undoing
  const { operation } = log
  const { project, previous, wanted } = operation
  const store = await openOperationStore(operation, context.stores)
  const name = previousName(operation)
  context.messages.say(message`Undoing the rotation of ${name}`)
  await requirePrevious(operation, context)
  const created = operation.created ?? (await findKept(undoing, store, context))
  if (created !== undefined) {
    await requireNoSuccessor(created, operation, context)
    const users = await findUsers(created, undoing, context)
    const secret = await requireSecret(users, operation, store, context)
    for (const target of users.engines) {
      const [word, place] = stepOfTarget(target, operation, context.host.env)
      context.messages.step('waiting', word, message`${place}: back to ${id(shortId(previous))}`)
    }
    const question = message`Go back to ${name}, and delete its successor ${shortId(created)}?`
    await confirmDeletion({ question, yes }, context.io)
    await giveBack(users, { log, created, secret }, context)
    await deleteWithSecret({ project, id: created, comment: withoutMark(wanted.comment) }, store, context)
    context.messages.step('done', 'deleted', message`${id(shortId(created))}`)
  }
  await returnBorrowed(operation, store, context)
  await log.close()
  context.messages.step('done', 'undone', message`the rotation of ${name}`)
  return created
}

/** From `deleting` on the previous credential may be deleted; then there is nothing to go back to. */
async function requirePrevious(operation: Rotation, context: Context): Promise<void> {
  const { previous, project } = operation
  if ((await readCredential({ project, id: previous }, context.remote)) !== undefined) return
  const name = plainText(previousName(operation))
  throw new DgshError('failed', `${name} is deleted: its rotation can no longer be undone`, {
    reason: 'resume_in_hint',
    hint: `to finish it: ${await resumeCommand(operation, operation.step === 'kept' ? '--finish' : '--resume', context)}`,
  })
}

/** Returns the successor whose secret is stored; one whose secret is lost is deleted. */
async function findKept({ log, yes }: Undoing, store: Store, context: Context): Promise<string | undefined> {
  if (log.operation.step !== 'requested') return undefined
  const { kept, orphans } = await inspectOutcome(log.operation, store, context)
  await deleteOrphans(orphans, log.operation, yes, context)
  return kept?.credential.id
}

/** Throws while the successor is itself being rotated, or was replaced since: that has to be undone before. */
async function requireNoSuccessor(created: string, operation: Rotation, context: Context): Promise<void> {
  const later = (await listOperations('rotate', context)).find(({ previous }) => previous === created)
  const [, ...since] = await successorsOf(created, context)
  const successor = await findExisting(since, operation.project, context.remote)
  if (later === undefined && successor === undefined) return
  throw new DgshError(
    'failed',
    `${plainText(createdName(operation, created))} has itself been rotated since: going back would break the logins that followed`,
    {
      hint:
        later === undefined
          ? `its successor ${successor?.id} is kept`
          : `undo that first: ${await resumeCommand(later, '--abort', context)}`,
    },
  )
}

/** Returns the previous secret; undefined when nothing needs it. */
async function requireSecret(
  { engines, hooks }: Users,
  operation: Rotation,
  store: Store,
  context: Context,
): Promise<string | undefined> {
  if (engines.length === 0 && hooks.length === 0) return undefined
  const { previous, registry } = operation
  const secret = await store.get(secretName(previous))
  if (secret !== undefined) return secret
  const held = await findHeldSecret(previous, registry, context)
  if (held !== undefined) return held.secret
  const name = plainText(previousName(operation))
  throw new DgshError('failed', `the secret of ${name} is lost, so no login can go back to it`, {
    reason: engines.length === 0 ? undefined : 'resume_in_hint',
    hint:
      engines.length === 0
        ? `to undo without running the hooks: ${await resumeCommand(operation, '--abort', context)} --without-exec`
        : `to resume instead: ${await resumeCommand(operation, '--resume', context)}`,
  })
}

async function giveBack(
  { engines, hooks }: Users,
  { log, created, secret }: { log: OperationLog<Rotation>; created: string; secret: string | undefined },
  context: Context,
): Promise<void> {
  const { operation } = log
  const targets = [...engines, ...hooks]
  const inDoubt = operation.targets[operation.delivered]
  // The one in doubt is remembered by its number.
  const delivered = inDoubt === undefined ? -1 : targets.indexOf(inDoubt)
  await log.write({
    ...{ step: 'aborting', created, targets },
    delivered: delivered === -1 ? targets.length : delivered,
  })
  if (secret !== undefined) {
    const delivery = { id: operation.previous, secret, instead: created }
    for (const target of targets) {
      const given = deliverTo(target, delivery, operation, context)
      await (target.kind === 'exec' && target === inDoubt ? given.catch(noteFailure(context)) : given)
    }
  }
  await requireUnused(created, { operation, waits: engines.length > 0 }, context)
  await log.write({ targets: [] })
}

/** Looks once more before the successor is deleted: much may have happened at a question and in hooks. */
async function requireUnused(
  created: string,
  { operation, waits }: { operation: Rotation; waits: boolean },
  context: Context,
): Promise<void> {
  if (waits) await awaitPulls(context)
  const [user] = await usagesOf(created, context)
  if (user === undefined) return
  const name = plainText(createdName(operation, created))
  throw new DgshError('failed', `${name} is still used by ${nameOfUsage(user)}`, {
    hint: [
      `log in there with ${usernameOf(operation.previous)}`,
      `then: ${await resumeCommand(operation, '--abort', context)}`,
    ].join('\n'),
  })
}

/** A hook that did not take the successor need not take the previous credential back. */
function noteFailure(context: Parts<'host' | 'messages'>): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    context.messages.note(`${error.message}; it had probably not taken the successor either`)
  }
}

/** Deletes the secret that was stored for the rotation, unless it is the only copy. */
async function returnBorrowed(
  { previous, borrowed = false }: Rotation,
  store: Store,
  context: Context,
): Promise<void> {
  if (!borrowed) return
  const users = (await usagesOf(previous, context)).filter(({ kind }) => kind === 'engine')
  // dgsh's own helper serves the entry itself.
  if (users.some(({ login }) => login.helper === OWN_HELPER)) return
  if (users.length > 0) await store.delete(secretName(previous))
  else {
    const place = placeOfStore(store, context.host.env)
    context.messages.step(
      'done',
      'secret',
      message`of ${id(shortId(previous))} is kept in ${place}: no engine here is logged in with it`,
    )
  }
}
