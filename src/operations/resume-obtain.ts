import type { Context } from '../app/context.ts'
import { readCredential } from '../credentials/delete-credential.ts'
import { DgshError } from '../errors.ts'
import { secretName } from '../store/store.ts'
import { plainText } from '../ui/message.ts'
import { listIds } from './find-created.ts'
import { createdName } from './names.ts'
import { type Obtained, obtain } from './obtain.ts'
import type { Operating } from './operating.ts'
import { deleteOrphans, inspectOutcome } from './recover.ts'
import { resumeCommand } from './resume-command.ts'

/** An operation that is resumed. */
export interface Continuing extends Operating {
  /** True when nothing need be asked before a credential is deleted that is surely its own, and whose secret nobody has. */
  yes: boolean
  /** True when the store has just been proven writable. */
  isProven?: boolean | undefined
}

/** Returns the new credential of an operation, however far it has come: what was created and stored is not created again. */
export async function resumeObtain(
  { log, store, yes, isProven = false }: Continuing,
  context: Context,
): Promise<Obtained> {
  const { operation } = log
  let known: readonly string[] | undefined
  if (operation.step === 'requested') {
    const { kept, orphans, listed } = await inspectOutcome(operation, store, context)
    if (kept !== undefined) {
      await log.write({ step: 'stored', created: kept.credential.id })
      return kept
    }
    await deleteOrphans(orphans, operation, yes, context)
    known = listed
  } else if (operation.created !== undefined) return readKept(operation.created, { log, store }, context)
  else if (!isProven) known = await listIds(operation.project, context.remote)
  if (!isProven) await store.probe()
  return obtain({ log, store, known }, context)
}

async function readKept(id: string, { log, store }: Operating, context: Context): Promise<Obtained> {
  const { project } = log.operation
  const credential = await readCredential({ project, id }, context.remote)
  const secret = credential === undefined ? undefined : await store.get(secretName(id))
  if (credential !== undefined && secret !== undefined) return { credential, secret }
  const name = plainText(createdName(log.operation, id))
  const why =
    credential === undefined ? `${name} is deleted` : `the secret of ${name} is no longer in ${store.name}`
  throw new DgshError('failed', why, {
    hint: `to undo: ${await resumeCommand(log.operation, '--abort', context)}`,
  })
}
