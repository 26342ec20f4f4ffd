import { requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { chooseLeft } from '../../../operations/rotation/choose.ts'
import { deletesPrevious, type Resuming, resumeRotation } from '../../../operations/rotation/resume.ts'
import { forEachOperation, isUnfinished } from '../../../operations/unfinished.ts'
import { reportRotated } from './report.ts'

/** `dgsh creds rotate --resume`: takes each interrupted rotation, or that of one credential, to its end. */
export async function resume(options: Resuming, context: Context): Promise<number> {
  const rotations = await chooseLeft(options.credential, await isUnfinished(context), context)
  if (!options.yes && rotations.some(deletesPrevious)) requireConsent(context)
  await reportRotated(
    (done) =>
      forEachOperation(rotations, async (log, own) => done(await resumeRotation(log, options, own)), context),
    context,
  )
  return 0
}
