import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { type Operation, STEPS, type Step } from '../../../journal/operation.ts'
import { describeStore, type Store } from '../../../store/store.ts'
import { pause } from '../../pause.ts'
import { recordOnce } from '../../record.ts'
import { deleteIfThere } from '../lifecycle/delete-if-there.ts'
import { deliverAll } from '../lifecycle/deliver.ts'
import { explainScopes } from '../lifecycle/explain-scopes.ts'
import { recordCreation } from '../lifecycle/obtain.ts'
import { obtainAgain, readCreated } from '../lifecycle/obtain-again.ts'
import { awaitAcceptance } from './await-acceptance.ts'
import { borrowOldSecret } from './old-secret.ts'

/** How long a pull that has read the former login may take until the registry has seen it. */
const PULL_BEGINS_MS = 2000

/** A rotation that goes on from where its journal says it is. */
export interface Advancing {
  log: OperationLog
  store: Store
  /** Seconds that the registry may take to accept the new one. */
  wait: number
}

/** A rotation that is done, or done but for the old one. */
export interface Rotation {
  old: string
  created: Credential
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
  const { log, store, wait } = rotation
  if (reached('delivered', log)) return end(rotation, await readCreated(log, context), context)
  const obtained = await obtainAgain({ log, store, yes: true }, context)
  await recordCreation(obtained, rotation, context)
  const { credential, secret } = obtained
  if (!reached('accepted', log)) {
    context.say(`Created credential ${credential.id}; its secret is in ${describeStore(store)}.`)
    const differing = explainScopes(credential, log.operation.wanted.scopes)
    if (differing !== undefined) throw differing
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

async function end({ log, store }: Advancing, created: Credential, context: Context): Promise<Rotation> {
  const { old = '', project, keep_old: keeps, due, targets } = log.operation
  if (keeps && !reached('deleting', log)) {
    await log.write({ step: 'kept' })
    await recordRotation({ old, created: created.id, project }, context)
    context.say(
      `${old} is left; dgsh creds rotate ${old} --finish deletes it${due === undefined ? '' : ` from ${due} on`}.`,
    )
    return { old, created, targets, deleted: false, due }
  }
  if (!reached('deleting', log)) {
    // A registry takes a while for a login: whoever has just read the old one still presents it.
    if (targets.length > 0) await pause(PULL_BEGINS_MS, context)
    await log.write({ step: 'deleting' })
  }
  await deleteIfThere({ project, id: old, store }, context)
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
