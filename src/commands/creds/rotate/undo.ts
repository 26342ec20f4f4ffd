import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import type { Operation, Target } from '../../../journal/operation.ts'
import { describeStore, type Store, secretName } from '../../../store/store.ts'
import { type EnginePlace, isDeliverable, placesOf } from '../../places.ts'
import { findHeldSecret } from '../../secret-of.ts'
import { confirmDeletion } from '../lifecycle/confirm.ts'
import { deleteCredential, forgetSecret } from '../lifecycle/delete-credential.ts'
import { deliverTo } from '../lifecycle/deliver.ts'
import { goOnLine } from '../lifecycle/go-on.ts'
import { readCredential } from '../lifecycle/read-credential.ts'
import { deleteOrphans, lookAfter } from '../lifecycle/recover.ts'
import { describeOperation } from '../lifecycle/unfinished.ts'
import { nameOfPlace, targetOf } from './last-users.ts'

/** What is undone. */
export interface Undoing {
  log: OperationLog
  store: Store
  /** False when the hooks are not run. */
  hooks: boolean
  yes: boolean
}

/**
 * Undoes a rotation: the old credential goes back to who has the new one, then the new one is deleted. Gives the id of that;
 * undefined where there was none. Throws when the old one is deleted already, when somebody has the new one to whom the old
 * one cannot be given, or when nobody has its secret any more.
 */
export async function undo(undoing: Undoing, context: Context): Promise<string | undefined> {
  const { log, store, yes } = undoing
  const { operation } = log
  const { project, old = '' } = operation
  await requireOld(operation, context)
  const created = operation.created ?? (await findKept(undoing, context))
  if (created !== undefined) {
    const users = await findUsers(created, undoing, context)
    const secret = await requireSecret(users, undoing, context)
    for (const place of users.places)
      context.say(`${nameOfPlace(place)} has ${created}, and gets ${old} back.`)
    await confirmDeletion({ question: `Go back to ${old}, and delete ${created}?`, yes }, context)
    const targets = users.hooks.length === 0 ? [] : operation.targets
    await log.write({ step: 'aborting', created, targets })
    await giveBack(users, { operation, created, secret }, context)
    await log.write({ targets: [] })
    await deleteCredential({ project, id: created }, context)
    await forgetSecret({ project, id: created }, store, context)
    context.say(`Deleted ${created}.`)
  }
  await returnBorrowed(undoing, context)
  await log.close()
  context.say(`Undone: ${describeOperation(operation)}.`)
  return created
}

/** From `deleting` on the old one may be gone; then there is nothing to go back to. */
async function requireOld(operation: Operation, context: Context): Promise<void> {
  const { old = '', project } = operation
  if ((await readCredential({ project, id: old }, context)) !== undefined) return
  throw new DgshError('failed', `${old} is deleted: the rotation cannot be undone any more`, {
    hint: `${await goOnLine(operation, '--resume', context)} ends it`,
  })
}

/** The new one whose secret is in the store; one whose secret nobody has is deleted. */
async function findKept({ log, store, yes }: Undoing, context: Context): Promise<string | undefined> {
  if (log.operation.step !== 'requested') return undefined
  const { kept, orphans } = await lookAfter(log.operation, store, context)
  await deleteOrphans(orphans, log.operation, yes, context)
  return kept?.credential.id
}

/** Who has the new one, or may have it. */
interface Users {
  places: EnginePlace[]
  hooks: Target[]
}

async function findUsers(created: string, { log, hooks }: Undoing, context: Context): Promise<Users> {
  const places = await placesOf(created, context)
  const unreachable = places.find(({ deliverable }) => !deliverable)
  if (unreachable !== undefined) {
    const { operation } = log
    throw new DgshError(
      'failed',
      `${created} is in use by ${nameOfPlace(unreachable)}, where dgsh cannot put another`,
      {
        hint: `log in there with ${operation.old}, or log out; then ${await goOnLine(operation, '--abort', context)}`,
      },
    )
  }
  return { places: places.filter(isDeliverable), hooks: hooks ? hooksOf(log.operation) : [] }
}

/** The hooks that were run with the new one, or may have been. */
function hooksOf({ step, targets, delivered }: Operation): Target[] {
  if (['begun', 'requested', 'stored', 'accepted'].includes(step)) return []
  return targets.slice(0, delivered + 1).filter(({ kind }) => kind === 'exec')
}

/** The secret of the old one; undefined when nobody is to be given it. */
async function requireSecret(
  { places, hooks }: Users,
  { log: { operation }, store }: Undoing,
  context: Context,
): Promise<string | undefined> {
  if (places.length === 0 && hooks.length === 0) return undefined
  const { old = '', registry } = operation
  const secret = await store.get(secretName(old))
  if (secret !== undefined) return secret
  const held = await findHeldSecret(old, registry, context)
  if (held !== undefined) return held.secret
  throw new DgshError('failed', `the secret of ${old} is not known, so it cannot be given back`, {
    hint: `${await goOnLine(operation, '--resume', context)} goes on`,
  })
}

interface GivingBack {
  operation: Operation
  created: string
  secret: string | undefined
}

async function giveBack(
  { places, hooks }: Users,
  { operation, created, secret }: GivingBack,
  context: Context,
): Promise<void> {
  if (secret === undefined) return
  const { old = '', targets, delivered } = operation
  const delivery = { id: old, secret, instead: created }
  for (const place of places) await deliverTo(targetOf(place), delivery, operation, context)
  for (const hook of hooks) {
    const isInDoubt = hook === targets[delivered]
    const given = deliverTo(hook, delivery, operation, context)
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

/** The secret that was put into the store for the rotation goes, unless it is the only one that there is. */
async function returnBorrowed({ log, store }: Undoing, context: Context): Promise<void> {
  const { old = '', borrowed = false } = log.operation
  if (!borrowed) return
  const isHeld = (await placesOf(old, context)).some(({ kind }) => kind === 'engine')
  if (isHeld) await store.delete(secretName(old))
  else context.say(`The secret of ${old} stays in ${describeStore(store)}: no engine here has its login.`)
}
