import type { Context } from '../../../context.ts'
import { DgshError, usageError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'
import { LEAST_PREFIX } from '../../choose.ts'
import { goOnLine, tellHowToGoOn } from '../lifecycle/go-on.ts'
import { listOperations, tellElsewhere } from '../lifecycle/unfinished.ts'
import { withoutPrefix } from '../resolve.ts'

/**
 * The rotations that are meant: the one that a text names, by the old or the new id, the start of one, or a username; all of
 * them without a text. Throws a usage error for a text that fits several, `credential_not_found` for one that fits none, and
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
    await tellElsewhere('rotate', context)
    throw new DgshError('credential_not_found', `there is no rotation of ${text} to go on with`)
  }
  if (isMeant(operation)) return [operation]
  throw await explainState(operation, context)
}

/** The same of those that were left unfinished: it is said where there are none, or others. */
export async function chooseLeft(
  text: string | undefined,
  isMeant: (operation: Operation) => boolean,
  context: Context,
): Promise<Operation[]> {
  const operations = await chooseRotations(text, isMeant, context)
  if (operations.length === 0) {
    context.note('no rotation was left unfinished')
    await tellElsewhere('rotate', context)
  }
  return operations
}

/** The error that says how a rotation stands, for whoever wants of it what cannot be now. */
export async function explainState(operation: Operation, context: Context): Promise<DgshError> {
  const { old, created, step } = operation
  if ((await context.journal()).isRunning(operation))
    return new DgshError('failed', `a rotation of ${old} is going on`, { hint: 'wait for it to end' })
  if (step !== 'kept') {
    return new DgshError('failed', `a rotation of ${old} was left unfinished`, {
      hint: await tellHowToGoOn(operation, context),
    })
  }
  const [finish, abort] = [
    await goOnLine(operation, '--finish', context),
    await goOnLine(operation, '--abort', context),
  ]
  return new DgshError('failed', `${old} was rotated already, and is only kept for a while`, {
    hint: `the new one is ${created}; ${finish} deletes the old one, ${abort} goes back to it`,
  })
}

/** One may be the new one of a rotation and the old one of the next: whoever names it means the latter. */
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
    `"${text}" fits ${found.length} rotations`,
    `give more of the id:\n${[...new Set(ids)].join('\n')}`,
  )
}
