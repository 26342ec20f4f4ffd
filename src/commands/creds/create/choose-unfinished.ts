import type { Context } from '../../../app/context.ts'
import type { Operation } from '../../../journal/operation.ts'
import { listUnfinished, reportElsewhere } from '../../../operations/unfinished.ts'

/** What `--resume` and `--abort` need to know. */
export interface UnfinishedOptions {
  /** Only those with this comment. */
  comment: string | undefined
  showSecret: boolean
  yes: boolean
}

/** Returns the interrupted creations, those with a comment where one is given; says so where there are none, or others. */
export async function chooseUnfinished(comment: string | undefined, context: Context): Promise<Operation[]> {
  const operations = await listUnfinished('create', context)
  const chosen = operations.filter(({ wanted }) => comment === undefined || wanted.comment === comment)
  if (chosen.length === 0) {
    context.messages.note(`no creation ${comment === undefined ? '' : `of "${comment}" `}was left unfinished`)
    await reportElsewhere('create', context)
  }
  return chosen
}
