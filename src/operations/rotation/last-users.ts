import type { Context, Parts } from '../../app/context.ts'
import { shortId } from '../../app/credential-name.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError } from '../../errors.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { EngineTarget, Rotation } from '../../journal/operation.ts'
import { type EngineUsage, isDeliverable, type Usage, usagesOf } from '../../logins/usages.ts'
import { type Store, secretName } from '../../store/store.ts'
import { type Message, plainText } from '../../ui/message.ts'
import { deliverTo } from '../deliver.ts'
import { previousName } from '../names.ts'
import { resumeCommand, safeToInterrupt } from '../resume-command.ts'

/** How long a pull that has read the former login may take until the registry has seen it. */
const PULL_BEGINS_MS = 2000

/** Waits: a registry takes a while for a login, and an engine that has just read the former one still presents it. */
export async function awaitPulls(context: Parts<'clock' | 'messages'>, hint?: Message): Promise<void> {
  const step = { word: 'delete', text: 'waiting for pulls that have just begun', ...(hint && { hint }) }
  await context.messages.running(step, () => context.clock.sleep(PULL_BEGINS_MS))
}

/** A place as the target of a delivery. */
export function targetOf({ engine, login: { key, file } }: EngineUsage): EngineTarget {
  return { kind: 'engine', engine, key, file }
}

/** Returns what a sentence calls a place. */
export function nameOfUsage({ holder, place }: Usage): string {
  return `${holder} (${place})`
}

/**
 * Gives the successor to whatever on this machine still uses the previous credential right before it is deleted: much time may
 * have passed since the others got it. Throws `failed` when it is in use where dgsh cannot replace it.
 */
export async function deliverToLastUsers(
  { log, store }: { log: OperationLog<Rotation>; store: Store },
  created: string,
  context: Context,
): Promise<void> {
  const { operation } = log
  const { previous, targets } = operation
  const hint = await safeToInterrupt(operation, context)
  if (targets.length > 0) await awaitPulls(context, hint)
  const users = await requireDeliverable(log, context)
  if (users.length === 0) return
  const secret = await store.get(secretName(created))
  const lost = `the secret of its successor ${shortId(created)} is not stored here`
  if (secret === undefined) throw await stillInUse(log, users, lost, context)
  for (const user of users)
    await deliverTo(targetOf(user), { id: created, secret, instead: previous }, operation, context)
  await awaitPulls(context, hint)
  const left = await usagesOf(previous, context)
  if (left.length > 0) throw await stillInUse(log, left, 'it has just been logged in there', context)
}

/**
 * Returns the places on this machine that still use the previous credential. Throws `failed` where dgsh cannot replace it, and
 * with `all` where it cannot look.
 */
export async function requireDeliverable(
  log: OperationLog<Rotation>,
  context: Context,
  options?: { all: boolean },
): Promise<EngineUsage[]> {
  const users = await usagesOf(log.operation.previous, context, options)
  const unreachable = users.filter((user) => !user.deliverable)
  if (unreachable.length > 0)
    throw await stillInUse(log, unreachable, 'dgsh cannot replace it there', context)
  return users.filter(isDeliverable)
}

async function stillInUse(
  { operation }: OperationLog<Rotation>,
  users: readonly Usage[],
  why: string,
  context: Context,
): Promise<DgshError> {
  const { created, step } = operation
  const again = await resumeCommand(operation, step === 'kept' ? '--finish' : '--resume', context)
  const name = plainText(previousName(operation))
  const login = created === undefined ? 'its successor' : usernameOf(created)
  return new DgshError('failed', `${name} is still used by ${users.map(nameOfUsage).join(', ')}: ${why}`, {
    reason: 'resume_in_hint',
    hint: [`log in there with ${login}, or log out`, `then: ${again}`].join('\n'),
  })
}
