import { confirmDeletion, requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { nameOf } from '../../../app/credential-name.ts'
import type { Rotated } from '../../../operations/rotation/advance.ts'
import { choosePrevious, type PreviousOptions } from '../../../operations/rotation/choose-previous.ts'
import { type PlanOptions, planRotation, type RotationPlan } from '../../../operations/rotation/plan.ts'
import { rotate } from '../../../operations/rotation/rotate.ts'
import { oneByOne, reportUnfinished } from '../../../operations/unfinished.ts'
import { message, plainText } from '../../../ui/message.ts'
import { reportPlans, reportRotated, requireRotationColumns } from './report.ts'

/** The options of `dgsh creds rotate`. */
export interface RotateOptions extends PreviousOptions, PlanOptions {
  /** True for `--without-exec`: an abort does not run the commands again. */
  withoutHooks: boolean
  /** Seconds that the registry may take to accept the new one. */
  wait: number
  unfinished: 'resume' | 'abort' | 'finish' | undefined
}

/** `dgsh creds rotate`. */
export async function run(options: RotateOptions, context: Context): Promise<number> {
  if (options.unfinished !== 'abort') await requireRotationColumns(options.dryRun, context)
  switch (options.unfinished) {
    case 'resume':
      return (await import('./unfinished.ts')).resume(options, context)
    case 'abort':
      return (await import('./unfinished.ts')).abort({ ...options, hooks: !options.withoutHooks }, context)
    case 'finish':
      return (await import('./unfinished.ts')).finish(options, context)
    case undefined:
      return rotateChosen(options, context)
  }
}

async function rotateChosen(options: RotateOptions, context: Context): Promise<number> {
  const { dryRun, keepOld, yes, olderThan } = options
  if (!dryRun && !keepOld && !yes) requireConsent(context.io)
  if (dryRun) return reportPlans(await planAll(options, context), context)
  await reportRotated(async (done) => {
    // What an earlier call for cron left behind comes first: those credentials are not old enough by themselves.
    const failed =
      olderThan === undefined
        ? undefined
        : await (await import('../../../operations/rotation/resume.ts')).resumeByAge(options, done, context)
    await oneByOne(
      await planAll(options, context),
      ({ previous }) => plainText(nameOf(previous)),
      async (plan) => done(await rotateOne(plan, options, context)),
      context,
    )
    if (failed !== undefined) throw failed
  }, context)
  return 0
}

async function planAll(options: RotateOptions, context: Context): Promise<RotationPlan[]> {
  const plans: RotationPlan[] = []
  for (const credential of await choosePrevious(options, context))
    plans.push(await planRotation(credential, options, context))
  if (options.olderThan === undefined) await reportUnfinished('rotate', context)
  return plans
}

/** Rotates one credential, once the user confirms the deletion of the previous one. */
async function rotateOne(
  plan: RotationPlan,
  { wait, yes, olderThan }: RotateOptions,
  context: Context,
): Promise<Rotated> {
  const { previous, places, keepOld } = plan
  const name = nameOf(previous)
  context.messages.say(message`Rotating ${name}`)
  if (!keepOld) {
    const where = places.length === 0 ? 'nothing on this machine' : places.join(', ')
    if (!yes)
      context.messages.step('waiting', 'used by', `${where}; anything else that uses it will stop working`)
    await confirmDeletion({ question: message`Replace and delete ${name}?`, yes }, context.io)
  }
  return rotate(plan, { wait, byAge: olderThan !== undefined }, context)
}
