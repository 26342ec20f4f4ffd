import { LEAST_PREFIX } from '../../app/choose.ts'
import type { Context } from '../../app/context.ts'
import { withoutPrefix } from '../../credentials/resolve.ts'
import { DgshError, usageError } from '../../errors.ts'
import type { Rotation } from '../../journal/operation.ts'
import { plainText } from '../../ui/message.ts'
import { createdName, previousName } from '../names.ts'
import { hintToResume, resumeCommand } from '../resume-command.ts'
import { listOperations, reportElsewhere } from '../unfinished.ts'

/**
 * Returns the rotations that are meant: the one that a text names, by the previous or the new id, the start of one, or a username;
 * all of them without a text. Throws a usage error for a text that fits several, `credential_not_found` for one that fits none, and
 * `failed` where the one that is named is not of those that are meant.
 */
export async function chooseRotations(
  text: string | undefined,
  isMeant: (rotation: Rotation) => boolean,
  context: Context,
): Promise<Rotation[]> {
  const rotations = await listOperations('rotate', context)
  if (text === undefined) return rotations.filter(isMeant)
  const rotation = pick(text, rotations)
  if (rotation === undefined) {
    await reportElsewhere('rotate', context)
    throw new DgshError('credential_not_found', `there is no unfinished rotation of ${text}`)
  }
  if (isMeant(rotation)) return [rotation]
  throw await explainState(rotation, context)
}

/** Returns the same of those that were left unfinished; says so where there are none, or others. */
export async function chooseLeft(
  text: string | undefined,
  isMeant: (rotation: Rotation) => boolean,
  context: Context,
): Promise<Rotation[]> {
  const rotations = await chooseRotations(text, isMeant, context)
  if (rotations.length === 0) {
    context.messages.note('no rotation was left unfinished')
    await reportElsewhere('rotate', context)
  }
  return rotations
}

/** Returns the error that says what state a rotation is in, which rules out what was asked for. */
export async function explainState(rotation: Rotation, context: Context): Promise<DgshError> {
  const { step, created } = rotation
  const name = plainText(previousName(rotation))
  if ((await context.journal()).isRunning(rotation))
    return new DgshError('failed', `a rotation of ${name} is running`, { hint: 'wait for it to end' })
  if (step !== 'kept') {
    return new DgshError('failed', `a rotation of ${name} was left unfinished`, {
      hint: await hintToResume(rotation, context),
    })
  }
  const [finish, abort] = [
    await resumeCommand(rotation, '--finish', context),
    await resumeCommand(rotation, '--abort', context),
  ]
  return new DgshError('failed', `${name} is already rotated, and kept for now`, {
    hint: [
      ...(created === undefined ? [] : [`its successor is ${plainText(createdName(rotation, created))}`]),
      `to delete the previous credential: ${finish}`,
      `to go back to it: ${abort}`,
    ].join('\n'),
  })
}

/** A credential may be the successor in one rotation and the previous one in the next: its id stands for the latter. */
function pick(text: string, rotations: readonly Rotation[]): Rotation | undefined {
  const wanted = withoutPrefix(text).toLowerCase()
  if (wanted.length < LEAST_PREFIX) return undefined
  const idsOf = ({ previous, created }: Rotation) => [previous, created].flatMap((id) => id ?? [])
  const whole =
    rotations.find(({ previous }) => previous === wanted) ??
    rotations.find(({ created }) => created === wanted)
  if (whole !== undefined) return whole
  const found = rotations.filter((one) => idsOf(one).some((id) => id.startsWith(wanted)))
  const [only, second] = found
  if (second === undefined) return only
  const ids = found.flatMap(idsOf).filter((id) => id.startsWith(wanted))
  throw usageError(
    `"${text}" matches ${found.length} rotations`,
    `give more of the id:\n${[...new Set(ids)].join('\n')}`,
  )
}
