import type { Context } from '../../../app/context.ts'
import { chooseCreations, resumeCreation } from '../../../operations/creation/resume.ts'
import { undoCreation } from '../../../operations/creation/undo.ts'
import { undoEach } from '../../../operations/undone.ts'
import { forEachOperation } from '../../../operations/unfinished.ts'
import { reportEach } from './report.ts'

/** What `--resume` and `--abort` need to know. */
export interface UnfinishedOptions {
  /** Only those with this comment. */
  comment: string | undefined
  showSecret: boolean
  yes: boolean
}

/** `dgsh creds create --resume`: brings each interrupted creation to the end that it would have had. */
export async function resume(
  { comment, showSecret, yes }: UnfinishedOptions,
  context: Context,
): Promise<number> {
  const creations = await chooseCreations(comment, context)
  await reportEach(
    showSecret,
    (report) =>
      forEachOperation(
        creations,
        (log, own) => resumeCreation({ log, yes, showSecret, report }, own),
        context,
      ),
    context,
  )
  return 0
}

/** `dgsh creds create --abort`: deletes what each interrupted creation created. */
export async function abort({ comment, yes }: UnfinishedOptions, context: Context): Promise<number> {
  const creations = await chooseCreations(comment, context)
  await undoEach(creations, (log, own) => undoCreation({ log, yes }, own), context)
  return 0
}
