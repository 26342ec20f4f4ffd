import { requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import type { Operation } from '../../../journal/operation.ts'
import { chooseLeft } from '../../../operations/rotation/choose.ts'
import { undoRotation } from '../../../operations/rotation/undo.ts'
import { reportUndone } from '../../../operations/undone.ts'

/** What `--abort` needs to know. */
export interface AbortOptions {
  credential: string | undefined
  /** False when the commands of `--exec` are not run again: what they log in was given the previous credential by hand. */
  hooks: boolean
  yes: boolean
}

/** `dgsh creds rotate --abort`: undoes each interrupted rotation, or that of one credential, kept ones only by name. */
export async function abort({ credential, hooks, yes }: AbortOptions, context: Context): Promise<number> {
  const journal = await context.journal()
  const isMeant = (operation: Operation) =>
    !journal.isRunning(operation) && (credential !== undefined || operation.step !== 'kept')
  const rotations = await chooseLeft(credential, isMeant, context)
  if (!yes && rotations.some(({ created }) => created !== undefined)) requireConsent(context)
  await reportUndone(rotations, (log, own) => undoRotation({ log, hooks, yes }, own), context)
  return 0
}
