import { confirmDeletion } from '../../app/confirm.ts'
import type { Context } from '../../app/context.ts'
import { shortId } from '../../app/credential-name.ts'
import { withoutMark } from '../../credentials/comment.ts'
import { deleteWithSecret } from '../../credentials/delete-credential.ts'
import { readCredential } from '../../credentials/read-credential.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError } from '../../errors.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { Operation } from '../../journal/operation.ts'
import { placesOf } from '../../logins/places.ts'
import { findHeldSecret } from '../../secrets/secret-of.ts'
import { placeOfStore } from '../../secrets/store-place.ts'
import { type Store, secretName } from '../../store/store.ts'
import { id, message, plainText } from '../../ui/message.ts'
import { deliverTo } from '../deliver.ts'
import { goOnLine } from '../go-on.ts'
import { createdName, previousName } from '../names.ts'
import { deleteOrphans, lookAfter } from '../recover.ts'
import { listOperations } from '../unfinished.ts'
import { stepOfTarget } from '../upcoming.ts'
import { nameOfPlace, PULL_BEGINS_MS } from './last-users.ts'
import { successorsOf } from './successor.ts'
import { findUsers, type Users } from './users-of-new.ts'

/** What is undone. */
export interface Undoing {
  log: OperationLog
  store: Store
  /** False when the hooks are not run. */
  hooks: boolean
  yes: boolean
}

/**
 * Undoes a rotation: whatever is logged in with the successor gets the previous credential back, then the successor is deleted.
 * Returns its id; undefined where there was none. Throws when the previous credential is deleted already, when the successor is
 * in use where dgsh cannot replace it, or when the previous secret is lost.
 */
export async function undo(undoing: Undoing, context: Context): Promise<string | undefined> {
  const { log, store, yes } = undoing
  const { operation } = log
  const { project, old = '', wanted } = operation
  const previous = previousName(operation)
  context.messages.say(message`Undoing the rotation of ${previous}`)
  await requireOld(operation, context)
  const created = operation.created ?? (await findKept(undoing, context))
  if (created !== undefined) {
    await requireNoSuccessor(created, operation, context)
    const users = await findUsers(created, undoing, context)
    const secret = await requireSecret(users, undoing, context)
    for (const target of users.engines) {
      const [word, place] = stepOfTarget(target, operation, context.host.env)
      context.messages.step('waiting', word, message`${place}: back to ${id(shortId(old))}`)
    }
    const question = message`Go back to ${previous}, and delete its successor ${shortId(created)}?`
    await confirmDeletion({ question, yes }, context)
    await giveBack(users, { log, created, secret }, context)
    await deleteWithSecret({ project, id: created, comment: withoutMark(wanted.comment) }, store, context)
    context.messages.step('done', 'deleted', message`${id(shortId(created))}`)
  }
  await returnBorrowed(undoing, context)
  await log.close()
  context.messages.step('done', 'undone', message`the rotation of ${previous}`)
  return created
}

/** From `deleting` on the previous credential may be deleted; then there is nothing to go back to. */
async function requireOld(operation: Operation, context: Context): Promise<void> {
  const { old = '', project } = operation
  if ((await readCredential({ project, id: old }, context)) !== undefined) return
  const name = plainText(previousName(operation))
  throw new DgshError('failed', `${name} is deleted: its rotation can no longer be undone`, {
    reason: 'resume_in_hint',
    hint: `to finish it: ${await goOnLine(operation, operation.step === 'kept' ? '--finish' : '--resume', context)}`,
  })
}

/** Returns the successor whose secret is stored; one whose secret is lost is deleted. */
async function findKept({ log, store, yes }: Undoing, context: Context): Promise<string | undefined> {
  if (log.operation.step !== 'requested') return undefined
  const { kept, orphans } = await lookAfter(log.operation, store, context)
  await deleteOrphans(orphans, log.operation, yes, context)
  return kept?.credential.id
}

/** Throws while the successor is itself being rotated, or was replaced since: that has to be undone before. */
async function requireNoSuccessor(created: string, operation: Operation, context: Context): Promise<void> {
  const { project } = operation
  const later = (await listOperations('rotate', context)).find(({ old }) => old === created)
  const successor = await findSuccessor(created, project, context)
  if (later === undefined && successor === undefined) return
  throw new DgshError(
    'failed',
    `${plainText(createdName(operation, created))} has itself been rotated since: going back would break the logins that followed`,
    {
      hint:
        later === undefined
          ? `its successor ${successor} is kept`
          : `undo that first: ${await goOnLine(later, '--abort', context)}`,
    },
  )
}

async function findSuccessor(
  created: string,
  project: string,
  context: Context,
): Promise<string | undefined> {
  for (const id of await successorsOf(created, context))
    if (id !== created && (await readCredential({ project, id }, context)) !== undefined) return id
  return undefined
}

/** Returns the previous secret; undefined when nothing needs it. */
async function requireSecret(
  { engines, hooks }: Users,
  { log: { operation }, store }: Undoing,
  context: Context,
): Promise<string | undefined> {
  if (engines.length === 0 && hooks.length === 0) return undefined
  const { old = '', registry } = operation
  const secret = await store.get(secretName(old))
  if (secret !== undefined) return secret
  const held = await findHeldSecret(old, registry, context)
  if (held !== undefined) return held.secret
  const name = plainText(previousName(operation))
  throw new DgshError('failed', `the secret of ${name} is lost, so no login can go back to it`, {
    reason: engines.length === 0 ? undefined : 'resume_in_hint',
    hint:
      engines.length === 0
        ? `to undo without running the hooks: ${await goOnLine(operation, '--abort', context)} --without-exec`
        : `to resume instead: ${await goOnLine(operation, '--resume', context)}`,
  })
}

interface GivingBack {
  log: OperationLog
  created: string
  secret: string | undefined
}

async function giveBack(
  { engines, hooks }: Users,
  { log, created, secret }: GivingBack,
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
    const delivery = { id: operation.old ?? '', secret, instead: created }
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
  { operation, waits }: { operation: Operation; waits: boolean },
  context: Context,
): Promise<void> {
  const step = { word: 'delete', text: 'waiting for pulls that have just begun' }
  if (waits) await context.messages.running(step, () => context.clock.sleep(PULL_BEGINS_MS))
  const [user] = await placesOf(created, context)
  if (user === undefined) return
  const name = plainText(createdName(operation, created))
  throw new DgshError('failed', `${name} is still used by ${nameOfPlace(user)}`, {
    hint: [
      `log in there with ${usernameOf(operation.old ?? '')}`,
      `then: ${await goOnLine(operation, '--abort', context)}`,
    ].join('\n'),
  })
}

/** A hook that did not take the successor need not take the previous credential back. */
function noteFailure(context: Context): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    context.messages.note(`${error.message}; it had probably not taken the successor either`)
  }
}

/** Deletes the secret that was stored for the rotation, unless it is the only copy. */
async function returnBorrowed({ log, store }: Undoing, context: Context): Promise<void> {
  const { old = '', borrowed = false } = log.operation
  if (!borrowed) return
  const isHeld = (await placesOf(old, context)).some(({ kind }) => kind === 'engine')
  if (isHeld) await store.delete(secretName(old))
  else {
    const place = placeOfStore(store, context.host.env)
    context.messages.step(
      'done',
      'secret',
      message`of ${id(shortId(old))} is kept in ${place}: no engine here is logged in with it`,
    )
  }
}
