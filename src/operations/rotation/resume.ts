import { confirmDeletion } from '../../app/confirm.ts'
import type { Context } from '../../app/context.ts'
import { DgshError } from '../../errors.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { Rotation } from '../../journal/operation.ts'
import { usagesOf } from '../../logins/usages.ts'
import { message } from '../../ui/message.ts'
import { previousName } from '../names.ts'
import { openOperationStore } from '../operating.ts'
import { forEachOperation, listUnfinished, reportLeft } from '../unfinished.ts'
import { advance, type Rotated } from './advance.ts'
import { undoRotation } from './undo.ts'

/** Which interrupted rotations are resumed, and how. */
export interface Resuming {
  /** What names one of them. */
  credential: string | undefined
  /** Seconds that the registry may take to accept the successor. */
  wait: number
  yes: boolean
}

/** Takes an interrupted rotation to its end. Returns undefined for one that was being undone: it is undone. */
export async function resumeRotation(
  log: OperationLog<Rotation>,
  { wait, yes }: Resuming,
  context: Context,
): Promise<Rotated | undefined> {
  const { operation } = log
  if (operation.step === 'aborting') {
    await undoRotation({ log, yes, hooks: true }, context)
    return undefined
  }
  const name = previousName(operation)
  const store = await openOperationStore(operation, context.stores)
  context.messages.say(message`Resuming the rotation of ${name}`)
  if (deletesPrevious(operation)) {
    if (yes) await usagesOf(operation.previous, context, { all: true })
    await confirmDeletion({ question: message`Replace and delete ${name}?`, yes }, context.io)
  }
  return advance({ log, store, wait }, context)
}

/**
 * Resumes what an earlier rotation by age left, before others are rotated by age: what a person began is only reported. Returns the
 * error of one that cannot be resumed, so that the others are rotated all the same.
 */
export async function resumeByAge(
  resuming: Resuming,
  done: (rotated: Rotated | undefined) => void,
  context: Context,
): Promise<DgshError | undefined> {
  const left = await listUnfinished('rotate', context)
  for (const rotation of left.filter(({ byAge }) => byAge !== true)) await reportLeft(rotation, context)
  try {
    await forEachOperation(
      left.filter(({ byAge }) => byAge === true),
      async (log, own) => done(await resumeRotation(log, resuming, own)),
      context,
    )
    return undefined
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    context.messages.note(error.message)
    return error
  }
}

/** True when a rotation deletes a credential as it is resumed. */
export function deletesPrevious({ keepOld, step }: Rotation): boolean {
  return !keepOld || step === 'deleting' || step === 'requested'
}
