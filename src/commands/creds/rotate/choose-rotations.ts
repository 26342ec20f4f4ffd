import { LEAST_PREFIX } from '../../../app/choose.ts'
import type { Context } from '../../../app/context.ts'
import { withoutPrefix } from '../../../credentials/resolve.ts'
import { DgshError, usageError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'
import { goOnLine, hintToResume } from '../../../operations/go-on.ts'
import { createdName, previousName } from '../../../operations/names.ts'
import { listOperations, reportElsewhere } from '../../../operations/unfinished.ts'
import { plainText } from '../../../ui/message.ts'

/**
 * Returns the rotations that are meant: the one that a text names, by the previous or the new id, the start of one, or a username;
 * all of them without a text. Throws a usage error for a text that fits several, `credential_not_found` for one that fits none, and
 * `failed` where the one that is named is not of those that are meant.
 */
export async function chooseRotations(
  text: string | undefined,
  isMeant: (operation: Operation) => boolean,
  context: Context,
): Promise<Operation[]> {
  const operations = await listOperations('rotate', context)
  if (text === undefined) return operations.filter(isMeant)
  const operation = pick(text, operations)
  if (operation === undefined) {
    await reportElsewhere('rotate', context)
    throw new DgshError('credential_not_found', `there is no unfinished rotation of ${text}`)
  }
  if (isMeant(operation)) return [operation]
  throw await explainState(operation, context)
}

/** Returns the same of those that were left unfinished; says so where there are none, or others. */
export async function chooseLeft(
  text: string | undefined,
  isMeant: (operation: Operation) => boolean,
  context: Context,
): Promise<Operation[]> {
  const operations = await chooseRotations(text, isMeant, context)
  if (operations.length === 0) {
    context.messages.note('no rotation was left unfinished')
    await reportElsewhere('rotate', context)
  }
  return operations
}

/** Returns the error that says what state a rotation is in, which rules out what was asked for. */
export async function explainState(operation: Operation, context: Context): Promise<DgshError> {
  const { step } = operation
  const name = plainText(previousName(operation))
  if ((await context.journal()).isRunning(operation))
    return new DgshError('failed', `a rotation of ${name} is running`, { hint: 'wait for it to end' })
  if (step !== 'kept') {
    return new DgshError('failed', `a rotation of ${name} was left unfinished`, {
      hint: await hintToResume(operation, context),
    })
  }
  const [finish, abort] = [
    await goOnLine(operation, '--finish', context),
    await goOnLine(operation, '--abort', context),
  ]
  return new DgshError('failed', `${name} is already rotated, and kept for now`, {
    hint: [
      `its successor is ${plainText(createdName(operation))}`,
      `to delete the previous credential: ${finish}`,
      `to go back to it: ${abort}`,
    ].join('\n'),
  })
}

/** A credential may be the successor in one rotation and the previous one in the next: its id stands for the latter. */
function pick(text: string, operations: readonly Operation[]): Operation | undefined {
  const wanted = withoutPrefix(text).toLowerCase()
  if (wanted.length < LEAST_PREFIX) return undefined
  const idsOf = ({ old, created }: Operation) => [old, created].flatMap((id) => id ?? [])
  const whole =
    operations.find(({ old }) => old === wanted) ?? operations.find(({ created }) => created === wanted)
  if (whole !== undefined) return whole
  const found = operations.filter((one) => idsOf(one).some((id) => id.startsWith(wanted)))
  const [only, second] = found
  if (second === undefined) return only
  const ids = found.flatMap(idsOf).filter((id) => id.startsWith(wanted))
  throw usageError(
    `"${text}" matches ${found.length} rotations`,
    `give more of the id:\n${[...new Set(ids)].join('\n')}`,
  )
}
