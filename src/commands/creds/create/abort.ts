import type { Context } from '../../../app/context.ts'
import { chooseCreations } from '../../../operations/creation/resume.ts'
import { undoCreation } from '../../../operations/creation/undo.ts'
import { reportUndone } from '../../../operations/undone.ts'

/** `dgsh creds create --abort`: deletes what each interrupted creation created. */
export async function abort(
  { comment, yes }: { comment: string | undefined; yes: boolean },
  context: Context,
): Promise<number> {
  const creations = await chooseCreations(comment, context)
  await reportUndone(creations, (log, own) => undoCreation({ log, yes }, own), context)
  return 0
}
