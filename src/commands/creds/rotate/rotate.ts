import { requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { planRotation, type RotationPlan } from '../../../operations/rotation/plan.ts'
import { reportUnfinished } from '../../../operations/unfinished.ts'
import { chooseOld } from './choose-old.ts'
import type { RotateOptions } from './options.ts'
import { requireRotationColumns, rotateEach, writeDone, writePlans } from './report.ts'
import { rotateOne } from './rotate-one.ts'

/** `dgsh creds rotate`. */
export async function run(options: RotateOptions, context: Context): Promise<number> {
  if (options.unfinished !== 'abort') await requireRotationColumns(options.dryRun, context)
  switch (options.unfinished) {
    case 'resume':
      return (await import('./resume.ts')).resume(options, context)
    case 'abort':
      return (await import('./abort.ts')).abort({ ...options, hooks: !options.withoutHooks }, context)
    case 'finish':
      return (await import('./finish.ts')).finish(options, context)
    case undefined:
      return rotate(options, context)
  }
}

async function rotate(options: RotateOptions, context: Context): Promise<number> {
  const { dryRun, keepOld, yes, olderThan } = options
  if (!dryRun && !keepOld && !yes) requireConsent(context)
  if (dryRun) return writePlans(await planAll(options, context), context)
  await writeDone(async (done) => {
    // What an earlier call for cron left behind comes first: those credentials are not old enough by themselves.
    const failed =
      olderThan === undefined
        ? undefined
        : await (await import('./resume.ts')).resumeByAge(options, done, context)
    const plans = await planAll(options, context)
    await rotateEach(plans, (plan) => rotateOne(plan, options, context), done, context)
    if (failed !== undefined) throw failed
  }, context)
  return 0
}

async function planAll(options: RotateOptions, context: Context): Promise<RotationPlan[]> {
  const plans: RotationPlan[] = []
  for (const credential of await chooseOld(options, context))
    plans.push(await planRotation(credential, options, context))
  if (options.olderThan === undefined) await reportUnfinished('rotate', context)
  return plans
}
