import type { Context } from '../../../context.ts'
import { formatDuration } from '../../../duration.ts'
import { DgshError } from '../../../errors.ts'
import { isDue, type Operation } from '../../../journal/operation.ts'
import { confirmDeletion, requireConsent } from '../lifecycle/confirm.ts'
import { goOnLine } from '../lifecycle/go-on.ts'
import { openOperationStore } from '../lifecycle/operation-store.ts'
import { readCredential } from '../lifecycle/read-credential.ts'
import { forEachOperation, tellUnfinished } from '../lifecycle/unfinished.ts'
import { advance } from './advance.ts'
import { chooseRotations } from './choose-rotations.ts'
import { nameOfPlace, requireDeliverable } from './last-users.ts'
import { writeDone } from './report.ts'
import type { ResumeOptions } from './resume.ts'

/** `dgsh creds rotate --finish`: deletes the old credentials that were left, once their grace is over. */
export async function finish(options: ResumeOptions, context: Context): Promise<number> {
  const { credential, wait, yes } = options
  const kept = await chooseRotations(credential, ({ step }) => step === 'kept', context)
  const due = await chooseDue(kept, options, context)
  await tellOthers(kept, due, context)
  if (!yes && due.length > 0) requireConsent(context)
  await writeDone(
    (done) =>
      forEachOperation(
        due,
        async (log, own) => {
          const { old } = log.operation
          for (const user of await requireDeliverable(log, own, { all: yes }))
            own.say(`${old} is still in use by ${nameOfPlace(user)}, which gets the new one.`)
          if (!(await isOver(log.operation, credential !== undefined, own))) return
          await confirmDeletion({ question: `Delete ${old}?`, yes }, own)
          const store = await openOperationStore(log.operation, own)
          done(await advance({ log, store, wait, finishing: true }, own))
        },
        context,
      ),
    context,
  )
  return 0
}

/** Those whose time has come. Throws `failed` for one that is named before, unless it is deleted already. */
async function chooseDue(
  kept: readonly Operation[],
  { credential, yes }: ResumeOptions,
  context: Context,
): Promise<readonly Operation[]> {
  const isNamed = credential !== undefined
  // Those of --keep-old wait for somebody, and not for the next run of cron.
  const chosen = kept.filter(
    (operation) => isDue(operation, context.now()) && (isNamed || !yes || operation.due !== undefined),
  )
  if (!isNamed || chosen.length > 0) return chosen
  const [operation] = kept
  if (operation === undefined) return kept
  const { project, old = '' } = operation
  if ((await readCredential({ project, id: old }, context)) === undefined) return kept
  throw notOver(operation)
}

/** This machine's clock may be ahead: Deepgram's has the last word. Throws `failed` for one that is named before its time. */
async function isOver(operation: Operation, isNamed: boolean, context: Context): Promise<boolean> {
  const { project, old = '', due } = operation
  if (due === undefined || (await readCredential({ project, id: old }, context)) === undefined) return true
  const api = await context.api()
  if (isDue(operation, api.now())) return true
  const ahead = formatDuration(context.now().getTime() - api.now().getTime())
  const error = notOver(operation, `; the clock of this machine is ${ahead} ahead of Deepgram's`)
  if (isNamed) throw error
  context.note(error.message)
  return false
}

function notOver({ old, due }: Operation, why = ''): DgshError {
  return new DgshError('failed', `the grace of ${old} is not over before ${due}${why}`, {
    hint: `wait until then, or delete it now: dgsh creds delete ${old}`,
  })
}

async function tellOthers(
  kept: readonly Operation[],
  due: readonly Operation[],
  context: Context,
): Promise<void> {
  for (const operation of kept.filter((one) => !due.includes(one))) {
    const { old, due: until } = operation
    const when = until ?? `it is named: ${await goOnLine(operation, '--finish', context)}`
    context.note(`${old} is kept until ${when}`)
  }
  if (kept.length > 0) return
  context.note('no old credential is waiting to be deleted')
  await tellUnfinished('rotate', context)
}
