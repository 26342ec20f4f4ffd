import { requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { chooseDue, finishRotation } from '../../../operations/rotation/finish.ts'
import type { Resuming } from '../../../operations/rotation/resume.ts'
import { forEachOperation } from '../../../operations/unfinished.ts'
import { reportRotated } from './report.ts'

/** `dgsh creds rotate --finish`: deletes the previous credentials that were kept, once their grace period is over. */
export async function finish(options: Resuming, context: Context): Promise<number> {
  const rotations = await chooseDue(options, context)
  if (!options.yes && rotations.length > 0) requireConsent(context)
  await reportRotated(
    (done) =>
      forEachOperation(rotations, async (log, own) => done(await finishRotation(log, options, own)), context),
    context,
  )
  return 0
}
