import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { deleteUnkept } from './delete-unkept.ts'
import { commandOf } from './find-created.ts'
import { type Obtained, obtain } from './obtain.ts'
import { recover } from './recover.ts'

/** An operation that goes on. */
export interface Continuing {
  log: OperationLog
  store: Store
  /** True when nothing need be asked before a credential is deleted whose secret nobody has. */
  yes: boolean
}

/** The new credential of an operation, however far it has come: what was created and kept is not created again. */
export async function obtainAgain({ log, store, yes }: Continuing, context: Context): Promise<Obtained> {
  const { operation } = log
  if (operation.created !== undefined) return readKept(log, store, context)
  if (operation.step === 'requested') {
    const recovered = await recover({ operation, store, yes }, context)
    if (recovered !== undefined) {
      await log.write({ step: 'stored', created: recovered.credential.id })
      return recovered
    }
    await store.probe()
  }
  const rescue = async ({ credential }: Obtained, cause: unknown) => {
    throw await deleteUnkept(credential, cause, log, context)
  }
  return obtain({ log, store, rescue }, context)
}

/** The credential that an operation has created, as Deepgram has it. */
export async function readCreated({ operation }: OperationLog, context: Context): Promise<Credential> {
  return (await context.api()).getCredential(operation.project, operation.created ?? '')
}

async function readKept(log: OperationLog, store: Store, context: Context): Promise<Obtained> {
  const credential = await readCreated(log, context)
  const secret = await store.get(secretName(credential.id))
  if (secret !== undefined) return { credential, secret }
  throw new DgshError('failed', `the secret of ${credential.id} is not in ${store.name} any more`, {
    hint: `${commandOf(log.operation)} --abort undoes it`,
  })
}
