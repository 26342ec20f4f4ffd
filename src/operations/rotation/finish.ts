import { confirmDeletion } from '../../app/confirm.ts'
import type { Context, Remote } from '../../app/context.ts'
import { shortId } from '../../app/credential-name.ts'
import { readCredential } from '../../credentials/delete-credential.ts'
import { formatDuration } from '../../duration.ts'
import { DgshError } from '../../errors.ts'
import type { OperationLog } from '../../journal/journal.ts'
import { isDue, type Rotation } from '../../journal/operation.ts'
import { shellWord } from '../../shell.ts'
import { command, message, path, plainText } from '../../ui/message.ts'
import { minuteOf, previousName } from '../names.ts'
import { openOperationStore } from '../operating.ts'
import { resumeCommand } from '../resume-command.ts'
import { reportUnfinished } from '../unfinished.ts'
import { advance, type Rotated } from './advance.ts'
import { chooseRotations } from './choose.ts'
import { requireDeliverable } from './last-users.ts'
import type { Resuming } from './resume.ts'

/**
 * Returns the rotations whose previous credential was kept and may be deleted now; reports the others. Throws `failed` for one that
 * is named before its time, unless that credential is deleted already.
 */
export async function chooseDue(
  { credential, yes }: Resuming,
  context: Context,
): Promise<readonly Rotation[]> {
  const kept = await chooseRotations(credential, ({ step }) => step === 'kept', context)
  const isNamed = credential !== undefined
  // Those of --keep-old wait for somebody, and not for the next run of cron.
  const chosen = kept.filter(
    (rotation) => isDue(rotation, context.clock.now()) && (isNamed || !yes || rotation.due !== undefined),
  )
  const due = isNamed && chosen.length === 0 ? await requireDeleted(kept, context.remote) : chosen
  await reportOthers(kept, due, context)
  return due
}

/** Deletes the previous credential of a rotation. Returns undefined, with a note, when its time is not over after all. */
export async function finishRotation(
  log: OperationLog<Rotation>,
  { credential, wait, yes }: Resuming,
  context: Context,
): Promise<Rotated | undefined> {
  const name = previousName(log.operation)
  context.messages.say(message`Finishing the rotation of ${name}`)
  for (const user of await requireDeliverable(log, context, { all: yes }))
    context.messages.step(
      'warning',
      user.holder,
      message`still uses it in ${path(user.place)}, and gets its successor`,
    )
  if (!(await isOver(log.operation, credential !== undefined, context))) return undefined
  await confirmDeletion({ question: message`Delete ${name}?`, yes }, context.io)
  const store = await openOperationStore(log.operation, context.stores)
  return advance({ log, store, wait, finishing: true }, context)
}

async function requireDeleted(kept: readonly Rotation[], remote: Remote): Promise<readonly Rotation[]> {
  for (const rotation of kept) if (await isThere(rotation, remote)) throw notOver(rotation)
  return kept
}

async function isThere({ project, previous }: Rotation, remote: Remote): Promise<boolean> {
  return (await readCredential({ project, id: previous }, remote)) !== undefined
}

/** This machine's clock may be ahead: Deepgram's has the last word. Throws `failed` for one that is named before its time. */
async function isOver(rotation: Rotation, isNamed: boolean, context: Context): Promise<boolean> {
  if (rotation.due === undefined || !(await isThere(rotation, context.remote))) return true
  const api = await context.remote.api()
  if (isDue(rotation, api.now())) return true
  const ahead = formatDuration(context.clock.now().getTime() - api.now().getTime())
  const error = notOver(rotation, `; the clock of this machine is ${ahead} ahead of Deepgram's`)
  if (isNamed) throw error
  context.messages.note(error.message)
  return false
}

function notOver(rotation: Rotation, why = ''): DgshError {
  const { previous, due } = rotation
  const name = plainText(previousName(rotation))
  const end = due === undefined ? 'is not over' : `ends at ${minuteOf(due)}`
  return new DgshError('failed', `the grace period of ${name} ${end}${why}`, {
    hint: `wait until then, or delete it now: dgsh creds delete ${shellWord(shortId(previous))}`,
  })
}

async function reportOthers(
  kept: readonly Rotation[],
  due: readonly Rotation[],
  context: Context,
): Promise<void> {
  for (const rotation of kept.filter((one) => !due.includes(one))) {
    const name = previousName(rotation)
    const finish = command(await resumeCommand(rotation, '--finish', context))
    context.messages.note(
      rotation.due === undefined
        ? message`${name} is kept until you name it: ${finish}`
        : message`${name} is kept until ${minuteOf(rotation.due)}`,
    )
  }
  if (kept.length > 0) return
  context.messages.note('no previous credential is waiting to be deleted')
  await reportUnfinished('rotate', context)
}
