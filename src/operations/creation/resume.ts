import type { Context } from '../../app/context.ts'
import type { Creation } from '../../journal/operation.ts'
import { openOperationStore } from '../operating.ts'
import { resumeObtain } from '../resume-obtain.ts'
import { listUnfinished, reportElsewhere } from '../unfinished.ts'
import { type Finishing, finishCreation } from './finish.ts'
import { undoCreation } from './undo.ts'

/** A creation that is resumed. */
export interface ResumedCreation extends Omit<Finishing, 'store'> {
  /** True when nothing need be asked before a credential is deleted that is surely its own, and whose secret nobody has. */
  yes: boolean
}

/** Returns the interrupted creations, those with a comment where one is given; says so where there are none, or others. */
export async function chooseCreations(comment: string | undefined, context: Context): Promise<Creation[]> {
  const operations = await listUnfinished('create', context)
  const chosen = operations.filter(({ wanted }) => comment === undefined || wanted.comment === comment)
  if (chosen.length === 0) {
    context.messages.note(`no creation ${comment === undefined ? '' : `of "${comment}" `}was left unfinished`)
    await reportElsewhere('create', context)
  }
  return chosen
}

/** Takes an interrupted creation to the end that it would have had: one that was being undone is undone. */
export async function resumeCreation(
  { log, yes, showSecret, report }: ResumedCreation,
  context: Context,
): Promise<void> {
  if (log.operation.step === 'aborting') return void (await undoCreation({ log, yes }, context))
  const store = await openOperationStore(log.operation, context.stores)
  const obtained = await resumeObtain({ log, store, yes }, context)
  await finishCreation(obtained, { log, store, showSecret, report }, context)
}
