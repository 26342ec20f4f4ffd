import type { Parts } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { isDue, type Operation } from '../journal/operation.ts'
import { describeOperation } from '../operations/names.ts'
import { commandOf } from '../operations/resume-command.ts'
import { shellOptions } from '../shell.ts'
import { type Finding, pass, warn } from './check.ts'

/** Checks which creations and rotations of any profile were left unfinished. */
export async function checkJournal(context: Parts<'clock' | 'journal'>): Promise<Finding[]> {
  const journal = await context.journal()
  const left = (await journal.list()).filter((operation) => !journal.isRunning(operation))
  return judgeJournal(left, context.clock.now())
}

/** Judges operations that nothing works on. A previous credential that is kept on purpose waits for its time. */
export function judgeJournal(left: readonly Operation[], now: Date): Finding[] {
  const found = left.flatMap((operation) => judgeOperation(operation, now))
  return found.length > 0 ? found : [pass('unfinished', 'no creation or rotation was left unfinished')]
}

function judgeOperation(operation: Operation, now: Date): Finding[] {
  if (operation.kind === 'create' || operation.step !== 'kept') {
    const what = `${describeOperation(operation)} was left unfinished`
    return [warn('unfinished', what, makeFix('resume-operation', commandFor(operation, '--resume')))]
  }
  if (!isDue(operation, now)) return []
  const what = `the old credential ${operation.previous} was kept, and its time is over`
  return [warn('unfinished', what, makeFix('finish-rotation', commandFor(operation, '--finish')))]
}

function commandFor(operation: Operation, option: '--resume' | '--finish'): string {
  const { profile, project } = operation
  const own = shellOptions({
    '--profile': profile === 'default' ? undefined : profile,
    '--project': project,
  })
  return `${commandOf(operation)} ${option}${own}`
}
