import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import { isDue, type Operation } from '../../../journal/operation.ts'
import { confirmDeletion, requireConsent } from '../lifecycle/confirm.ts'
import { openOperationStore } from '../lifecycle/operation-store.ts'
import { forEachOperation } from '../lifecycle/unfinished.ts'
import { advance } from './advance.ts'
import { chooseRotations } from './choose-rotations.ts'
import { nameOfPlace, requireDeliverable } from './last-users.ts'
import { writeDone } from './report.ts'
import type { ResumeOptions } from './resume.ts'

/** `dgsh creds rotate --finish`: deletes the old credentials that were left, once their grace is over. */
export async function finish(options: ResumeOptions, context: Context): Promise<number> {
  const { credential, wait, yes } = options
  const kept = await chooseRotations(credential, ({ step }) => step === 'kept', context)
  const due = kept.filter((operation) => isDue(operation, context.now()))
  if (credential !== undefined && due.length === 0) throw tooEarly(kept)
  tellOthers(kept, due, context)
  if (!yes && due.length > 0) requireConsent(context)
  await writeDone(
    (done) =>
      forEachOperation(
        due,
        async (log, own) => {
          const { old } = log.operation
          for (const user of await requireDeliverable(log, own))
            own.say(`${old} is still in use by ${nameOfPlace(user)}, which gets the new one.`)
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

function tooEarly(kept: readonly Operation[]): DgshError {
  const [{ old, due } = {}] = kept
  return new DgshError('failed', `the grace of ${old} is not over before ${due}`, {
    hint: 'wait for that, or delete it with dgsh creds delete',
  })
}

function tellOthers(kept: readonly Operation[], due: readonly Operation[], context: Context): void {
  for (const { old, due: until } of kept.filter((operation) => !due.includes(operation)))
    context.note(`${old} is kept until ${until}`)
  if (kept.length === 0) context.note('no old credential is waiting to be deleted')
}
