import type { Context } from '../../../app/context.ts'
import { chooseCreations, resumeCreation } from '../../../operations/creation/resume.ts'
import { forEachOperation } from '../../../operations/unfinished.ts'
import { reportEach } from './report.ts'

/** `dgsh creds create --resume`: brings each interrupted creation to the end that it would have had. */
export async function resume(
  { comment, showSecret, yes }: { comment: string | undefined; showSecret: boolean; yes: boolean },
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
