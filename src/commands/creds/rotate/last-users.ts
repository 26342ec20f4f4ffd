import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import type { EngineTarget } from '../../../journal/operation.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { type EnginePlace, isDeliverable, type Place, placesOf } from '../../places.ts'
import { deliverTo } from '../lifecycle/deliver.ts'
import { goOnLine } from '../lifecycle/go-on.ts'

/** How long a pull that has read the former login may take until the registry has seen it. */
export const PULL_BEGINS_MS = 2000

/** A place as the target of a delivery. */
export function targetOf({ engine, login: { key, file } }: EnginePlace): EngineTarget {
  return { kind: 'engine', engine, key, file }
}

/** A place for people. */
export function nameOfPlace({ holder, place }: Place): string {
  return `${holder} (${place})`
}

/**
 * Whoever on this machine still uses the old one when it is about to be deleted gets the new one: much time may have passed
 * since the others got it. Throws `failed` when it is in use where dgsh cannot put another.
 */
export async function deliverToLastUsers(
  { log, store }: { log: OperationLog; store: Store },
  created: string,
  context: Context,
): Promise<void> {
  const { operation } = log
  const { old = '', targets } = operation
  // A registry takes a while for a login: whoever has just read the old one still presents it.
  if (targets.length > 0) await context.sleep(PULL_BEGINS_MS)
  const users = await requireDeliverable(log, context)
  if (users.length === 0) return
  const secret = await store.get(secretName(created))
  if (secret === undefined)
    throw await stillInUse(log, users, `the secret of ${created} is not here`, context)
  for (const user of users)
    await deliverTo(targetOf(user), { id: created, secret, instead: old }, operation, context)
  await context.sleep(PULL_BEGINS_MS)
  const left = await placesOf(old, context)
  if (left.length > 0) throw await stillInUse(log, left, 'it has just been put there', context)
}

/**
 * The places on this machine that still use the old one. Throws `failed` where dgsh cannot put another there, and with `all`
 * where it cannot look.
 */
export async function requireDeliverable(
  log: OperationLog,
  context: Context,
  options?: { all: boolean },
): Promise<EnginePlace[]> {
  const users = await placesOf(log.operation.old ?? '', context, options)
  const unreachable = users.filter((user) => !user.deliverable)
  if (unreachable.length > 0)
    throw await stillInUse(log, unreachable, 'dgsh cannot put another there', context)
  return users.filter(isDeliverable)
}

async function stillInUse(
  { operation }: OperationLog,
  users: readonly Place[],
  why: string,
  context: Context,
): Promise<DgshError> {
  const { old, created, step } = operation
  const again = await goOnLine(operation, step === 'kept' ? '--finish' : '--resume', context)
  return new DgshError('failed', `${old} is still in use by ${users.map(nameOfPlace).join(', ')}: ${why}`, {
    hint: `log in there with ${created}, or log out; then ${again}`,
  })
}
