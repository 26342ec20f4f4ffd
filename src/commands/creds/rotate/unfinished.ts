import { requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import type { Operation } from '../../../journal/operation.ts'
import { chooseLeft } from '../../../operations/rotation/choose.ts'
import { chooseDue, finishRotation } from '../../../operations/rotation/finish.ts'
import { deletesPrevious, type Resuming, resumeRotation } from '../../../operations/rotation/resume.ts'
import { undoRotation } from '../../../operations/rotation/undo.ts'
import { undoEach } from '../../../operations/undone.ts'
import { forEachOperation, isUnfinished } from '../../../operations/unfinished.ts'
import { reportRotated } from './report.ts'

/** `dgsh creds rotate --resume`: takes each interrupted rotation, or that of one credential, to its end. */
export async function resume(options: Resuming, context: Context): Promise<number> {
  const rotations = await chooseLeft(options.credential, await isUnfinished(context), context)
  if (!options.yes && rotations.some(deletesPrevious)) requireConsent(context.io)
  await reportRotated(
    (done) =>
      forEachOperation(rotations, async (log, own) => done(await resumeRotation(log, options, own)), context),
    context,
  )
  return 0
}

/** `dgsh creds rotate --finish`: deletes the previous credentials that were kept, once their grace period is over. */
export async function finish(options: Resuming, context: Context): Promise<number> {
  const rotations = await chooseDue(options, context)
  if (!options.yes && rotations.length > 0) requireConsent(context.io)
  await reportRotated(
    (done) =>
      forEachOperation(rotations, async (log, own) => done(await finishRotation(log, options, own)), context),
    context,
  )
  return 0
}

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
  if (!yes && rotations.some(({ created }) => created !== undefined)) requireConsent(context.io)
  await undoEach(rotations, (log, own) => undoRotation({ log, hooks, yes }, own), context)
  return 0
}
