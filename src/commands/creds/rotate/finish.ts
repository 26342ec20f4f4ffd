import { confirmDeletion, requireConsent } from '../../../app/confirm.ts'
import type { Context } from '../../../app/context.ts'
import { shortId } from '../../../app/credential-name.ts'
import { readCredential } from '../../../credentials/read-credential.ts'
import { formatDuration } from '../../../duration.ts'
import { DgshError } from '../../../errors.ts'
import { isDue, type Operation } from '../../../journal/operation.ts'
import { goOnLine } from '../../../operations/go-on.ts'
import { minuteOf, previousName } from '../../../operations/names.ts'
import { openOperationStore } from '../../../operations/operation-store.ts'
import { advance } from '../../../operations/rotation/advance.ts'
import { requireDeliverable } from '../../../operations/rotation/last-users.ts'
import { forEachOperation, reportUnfinished } from '../../../operations/unfinished.ts'
import { shellWord } from '../../../shell.ts'
import { command, message, path, plainText } from '../../../ui/message.ts'
import { chooseRotations } from './choose-rotations.ts'
import { writeDone } from './report.ts'
import type { ResumeOptions } from './resume.ts'

/** `dgsh creds rotate --finish`: deletes the previous credentials that were kept, once their grace period is over. */
export async function finish(options: ResumeOptions, context: Context): Promise<number> {
  const { credential, wait, yes } = options
  const kept = await chooseRotations(credential, ({ step }) => step === 'kept', context)
  const due = await chooseDue(kept, options, context)
  await reportOthers(kept, due, context)
  if (!yes && due.length > 0) requireConsent(context)
  await writeDone(
    (done) =>
      forEachOperation(
        due,
        async (log, own) => {
          const name = previousName(log.operation)
          own.messages.say(message`Finishing the rotation of ${name}`)
          for (const user of await requireDeliverable(log, own, { all: yes }))
            own.messages.step(
              'warning',
              user.holder,
              message`still uses it in ${path(user.place)}, and gets its successor`,
            )
          if (!(await isOver(log.operation, credential !== undefined, own))) return
          await confirmDeletion({ question: message`Delete ${name}?`, yes }, own)
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
    (operation) => isDue(operation, context.clock.now()) && (isNamed || !yes || operation.due !== undefined),
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
  const api = await context.remote.api()
  if (isDue(operation, api.now())) return true
  const ahead = formatDuration(context.clock.now().getTime() - api.now().getTime())
  const error = notOver(operation, `; the clock of this machine is ${ahead} ahead of Deepgram's`)
  if (isNamed) throw error
  context.messages.note(error.message)
  return false
}

function notOver(operation: Operation, why = ''): DgshError {
  const { old = '', due = '' } = operation
  const name = plainText(previousName(operation))
  return new DgshError('failed', `the grace period of ${name} ends at ${minuteOf(due)}${why}`, {
    hint: `wait until then, or delete it now: dgsh creds delete ${shellWord(shortId(old))}`,
  })
}

async function reportOthers(
  kept: readonly Operation[],
  due: readonly Operation[],
  context: Context,
): Promise<void> {
  for (const operation of kept.filter((one) => !due.includes(one))) {
    const { due: until } = operation
    const name = previousName(operation)
    const finish = command(await goOnLine(operation, '--finish', context))
    context.messages.note(
      until === undefined
        ? message`${name} is kept until you name it: ${finish}`
        : message`${name} is kept until ${minuteOf(until)}`,
    )
  }
  if (kept.length > 0) return
  context.messages.note('no previous credential is waiting to be deleted')
  await reportUnfinished('rotate', context)
}
