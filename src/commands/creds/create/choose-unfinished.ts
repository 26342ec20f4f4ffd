import type { Context } from '../../../context.ts'
import type { Operation } from '../../../journal/operation.ts'
import { listUnfinished, tellElsewhere } from '../lifecycle/unfinished.ts'

/** What `--resume` and `--abort` need to know. */
export interface UnfinishedOptions {
  /** Only those with this comment. */
  comment: string | undefined
  showSecret: boolean
  yes: boolean
}

/** The interrupted creations, those with a comment where one is given; it is said where there are none, or others. */
export async function chooseUnfinished(comment: string | undefined, context: Context): Promise<Operation[]> {
  const operations = await listUnfinished('create', context)
  const chosen = operations.filter(({ wanted }) => comment === undefined || wanted.comment === comment)
  if (chosen.length === 0) {
    context.note(`no creation ${comment === undefined ? '' : `of "${comment}" `}was left unfinished`)
    await tellElsewhere('create', context)
  }
  return chosen
}
