import { confirmDeletion, requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { DgshError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'
import { placesOf } from '../../../logins/places.ts'
import { previousName } from '../../../operations/names.ts'
import { openOperationStore } from '../../../operations/operation-store.ts'
import { advance, type Rotation } from '../../../operations/rotation/advance.ts'
import { undo } from '../../../operations/rotation/undo.ts'
import { forEachOperation, isUnfinished, listUnfinished, reportLeft } from '../../../operations/unfinished.ts'
import { message } from '../../../ui/message.ts'
import { chooseLeft } from './choose-rotations.ts'
import { writeDone } from './report.ts'

/** What `--resume` needs to know. */
export interface ResumeOptions {
  credential: string | undefined
  /** Seconds that the registry may take to accept the new one. */
  wait: number
  yes: boolean
}

/** `dgsh creds rotate --resume`: takes each interrupted rotation, or that of one credential, to its end. */
export async function resume(options: ResumeOptions, context: Context): Promise<number> {
  const operations = await chooseLeft(options.credential, await isUnfinished(context), context)
  if (!options.yes && operations.some(deletes)) requireConsent(context)
  await writeDone((done) => resumeAll(operations, options, done, context), context)
  return 0
}

/**
 * Does the same before other rotations by age, for what an earlier one of these left: what somebody began by hand is only
 * reported. Returns the error of one that cannot be resumed, so that the others are rotated all the same.
 */
export async function resumeByAge(
  options: ResumeOptions,
  done: (rotation: Rotation) => void,
  context: Context,
): Promise<DgshError | undefined> {
  const left = await listUnfinished('rotate', context)
  for (const operation of left.filter(({ by_age: byAge }) => byAge !== true))
    await reportLeft(operation, context)
  try {
    await resumeAll(
      left.filter(({ by_age: byAge }) => byAge === true),
      options,
      done,
      context,
    )
    return undefined
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    context.messages.note(error.message)
    return error
  }
}

async function resumeAll(
  operations: readonly Operation[],
  { wait, yes }: ResumeOptions,
  done: (rotation: Rotation) => void,
  context: Context,
): Promise<void> {
  await forEachOperation(
    operations,
    async (log, own) => {
      const { old = '', step } = log.operation
      const name = previousName(log.operation)
      const store = await openOperationStore(log.operation, own)
      if (step === 'aborting') {
        await undo({ log, store, yes, hooks: true }, own)
        return
      }
      own.messages.say(message`Resuming the rotation of ${name}`)
      if (deletes(log.operation)) {
        if (yes) await placesOf(old, own, { all: true })
        await confirmDeletion({ question: message`Replace and delete ${name}?`, yes }, own)
      }
      done(await advance({ log, store, wait }, own))
    },
    context,
  )
}

function deletes({ keep_old, step }: Operation): boolean {
  return !keep_old || step === 'deleting' || step === 'requested'
}
