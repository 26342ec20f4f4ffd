import type { Context } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { isDue, type Operation } from '../journal/operation.ts'
import { commandOf } from '../operations/go-on.ts'
import { describeOperation } from '../operations/unfinished.ts'
import { shellOptions } from '../shell.ts'
import { type Finding, pass, warn } from './check.ts'

/** Checks what was begun and left: creations and rotations of any profile. */
export async function checkJournal(context: Pick<Context, 'journal' | 'clock'>): Promise<Finding[]> {
  const journal = await context.journal()
  const left = (await journal.list()).filter((operation) => !journal.isRunning(operation))
  return judgeJournal(left, context.clock.now())
}

/** What is to be said of operations that nobody is at. An old credential that is kept on purpose waits for its time. */
export function judgeJournal(left: readonly Operation[], now: Date): Finding[] {
  const waiting = left.filter((operation) => operation.step !== 'kept' || isDue(operation, now))
  if (waiting.length === 0) return [pass('unfinished', 'no creation or rotation was left unfinished')]
  return waiting.map((operation) => {
    const kept = operation.step === 'kept'
    const what = kept
      ? `the old credential ${operation.old} was kept, and its time is over`
      : `${describeOperation(operation)} was left unfinished`
    const name = kept ? 'finish-rotation' : 'resume-operation'
    return warn('unfinished', what, makeFix(name, commandFor(operation)))
  })
}

function commandFor(operation: Operation): string {
  const { step, profile, project } = operation
  const own = shellOptions({
    '--profile': profile === 'default' ? undefined : profile,
    '--project': project,
  })
  return `${commandOf(operation)} ${step === 'kept' ? '--finish' : '--resume'}${own}`
}
