import type { Context } from '../app/context.ts'
import { readCredential } from '../credentials/read-credential.ts'
import { DgshError } from '../errors.ts'
import type { OperationLog } from '../journal/journal.ts'
import { type Store, secretName } from '../store/store.ts'
import { plainText } from '../ui/message.ts'
import { deleteUnkept } from './delete-unkept.ts'
import { listIds } from './find-created.ts'
import { goOnLine } from './go-on.ts'
import { createdName } from './names.ts'
import { type Obtained, obtain } from './obtain.ts'
import { deleteOrphans, lookAfter } from './recover.ts'

/** An operation that is resumed. */
export interface Continuing {
  log: OperationLog
  store: Store
  /** True when nothing need be asked before a credential is deleted that is surely its own, and whose secret nobody has. */
  yes: boolean
  /** True when the store has just been proven writable. */
  isProven?: boolean | undefined
}

/** Returns the new credential of an operation, however far it has come: what was created and stored is not created again. */
export async function obtainAgain(
  { log, store, yes, isProven = false }: Continuing,
  context: Context,
): Promise<Obtained> {
  const { operation } = log
  let known: readonly string[] | undefined
  if (operation.step === 'requested') {
    const { kept, orphans, listed } = await lookAfter(operation, store, context)
    if (kept !== undefined) {
      await log.write({ step: 'stored', created: kept.credential.id })
      return kept
    }
    await deleteOrphans(orphans, operation, yes, context)
    known = listed
  } else if (operation.created !== undefined) return readKept(log, store, context)
  else if (!isProven) known = await listIds(operation.project, context)
  if (!isProven) await store.probe()
  const rescue = async ({ credential }: Obtained, cause: unknown) => {
    throw await deleteUnkept({ credential, cause, log, store }, context)
  }
  return obtain({ log, store, rescue, known }, context)
}

async function readKept(log: OperationLog, store: Store, context: Context): Promise<Obtained> {
  const { project, created: id = '' } = log.operation
  const credential = await readCredential({ project, id }, context)
  const secret = credential === undefined ? undefined : await store.get(secretName(id))
  if (credential !== undefined && secret !== undefined) return { credential, secret }
  const name = plainText(createdName(log.operation))
  const why =
    credential === undefined ? `${name} is deleted` : `the secret of ${name} is no longer in ${store.name}`
  throw new DgshError('failed', why, {
    hint: `to undo: ${await goOnLine(log.operation, '--abort', context)}`,
  })
}
