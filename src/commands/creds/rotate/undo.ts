import type { Context } from '../../../context.ts'
import { tildePath } from '../../../engines/surroundings.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import type { Operation } from '../../../journal/operation.ts'
import { describeStore, type Store, secretName } from '../../../store/store.ts'
import { placesOf } from '../../places.ts'
import { findHeldSecret } from '../../secret-of.ts'
import { confirmDeletion } from '../lifecycle/confirm.ts'
import { deleteWithSecret } from '../lifecycle/delete-credential.ts'
import { deliverTo } from '../lifecycle/deliver.ts'
import { goOnLine } from '../lifecycle/go-on.ts'
import { readCredential } from '../lifecycle/read-credential.ts'
import { deleteOrphans, lookAfter } from '../lifecycle/recover.ts'
import { describeOperation, listOperations } from '../lifecycle/unfinished.ts'
import { nameOfPlace, PULL_BEGINS_MS } from './last-users.ts'
import { heirsOf } from './successor.ts'
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
    await requireNoHeir(created, project, context)
    const users = await findUsers(created, undoing, context)
    const secret = await requireSecret(users, undoing, context)
    for (const { engine, file } of users.engines)
      context.say(`${engine} (${tildePath(file, context.env)}) gets ${old} back.`)
    await confirmDeletion({ question: `Go back to ${old}, and delete ${created}?`, yes }, context)
    await giveBack(users, { log, created, secret }, context)
    await deleteWithSecret({ project, id: created }, store, context)
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
    hint: `${await goOnLine(operation, operation.step === 'kept' ? '--finish' : '--resume', context)} ends it`,
  })
}

/** The new one whose secret is in the store; one whose secret nobody has is deleted. */
async function findKept({ log, store, yes }: Undoing, context: Context): Promise<string | undefined> {
  if (log.operation.step !== 'requested') return undefined
  const { kept, orphans } = await lookAfter(log.operation, store, context)
  await deleteOrphans(orphans, log.operation, yes, context)
  return kept?.credential.id
}

/** Throws while the new one is the old one of another rotation, or was replaced since: that has to be undone before. */
async function requireNoHeir(created: string, project: string, context: Context): Promise<void> {
  const later = (await listOperations('rotate', context)).find(({ old }) => old === created)
  const heir = await findHeir(created, project, context)
  if (later === undefined && heir === undefined) return
  throw new DgshError(
    'failed',
    `${created} was itself rotated since: going back would leave its users behind`,
    {
      hint:
        later === undefined
          ? `it was replaced by ${heir}, which stays`
          : `${await goOnLine(later, '--abort', context)} undoes that first`,
    },
  )
}

async function findHeir(created: string, project: string, context: Context): Promise<string | undefined> {
  for (const id of await heirsOf(created, context))
    if (id !== created && (await readCredential({ project, id }, context)) !== undefined) return id
  return undefined
}

/** The secret of the old one; undefined when nobody is to be given it. */
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
  throw new DgshError('failed', `the secret of ${old} is not known, so it cannot be given back`, {
    hint:
      engines.length === 0
        ? `${await goOnLine(operation, '--abort', context)} --without-exec leaves the hooks to you`
        : `${await goOnLine(operation, '--resume', context)} goes on`,
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

/** Looks once more before the new one goes: much may have happened at a question and in hooks. */
async function requireUnused(
  created: string,
  { operation, waits }: { operation: Operation; waits: boolean },
  context: Context,
): Promise<void> {
  if (waits) await context.sleep(PULL_BEGINS_MS)
  const [user] = await placesOf(created, context)
  if (user === undefined) return
  throw new DgshError('failed', `${created} is still in use by ${nameOfPlace(user)}`, {
    hint: `log in there with ${operation.old}; then ${await goOnLine(operation, '--abort', context)}`,
  })
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
