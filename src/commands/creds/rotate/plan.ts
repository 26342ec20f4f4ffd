import { randomBytes } from 'node:crypto'
import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import type { NewCredential } from '../../../deepgram/new-credential.ts'
import { deliveryOf } from '../../../engines/engine-login.ts'
import { DgshError } from '../../../errors.ts'
import type { Target } from '../../../journal/operation.ts'
import { secretName } from '../../../store/store.ts'
import { requireSoundConfig } from '../../login/engine.ts'
import { isDeliverable, type Place, placesOf } from '../../places.ts'
import { requireWorkingDirectory } from '../../working-directory.ts'
import { commentOfSuccessor } from '../comment.ts'
import { nameOfPlace, targetOf } from './last-users.ts'
import type { RotateOptions } from './rotate.ts'

/** What a rotation is going to do. */
export interface RotationPlan {
  old: Credential
  wanted: NewCredential
  targets: Target[]
  /** The targets for people, in their order. */
  places: string[]
  keepOld: boolean
  /** When the old one may go, at the earliest; undefined without grace. */
  due: Date | undefined
}

/**
 * Plans the rotation of a credential. Throws when deleting the old one would take the login from somebody: when it is in
 * use where dgsh cannot put another, or nowhere that dgsh knows of; and `config_invalid` when an engine would lose something else with it.
 */
export async function planRotation(
  old: Credential,
  { hooks, keepOld, grace, yes }: Pick<RotateOptions, 'hooks' | 'keepOld' | 'grace' | 'yes'>,
  context: Context,
): Promise<RotationPlan> {
  if (hooks.length > 0) requireWorkingDirectory(context)
  const places = await placesOf(old.id, context, { all: !keepOld && yes })
  if (!keepOld) await requireReachable(old, places, hooks.length > 0, context)
  const reachable = places.filter(isDeliverable)
  // Before a credential is created that could not be delivered.
  for (const { engine, login } of reachable)
    await requireSoundConfig({ name: engine }, deliveryOf(login), context)
  const { provider, scopes, tags } = old
  const mark = randomBytes(2).toString('hex')
  return {
    old,
    wanted: { provider, scopes, tags, comment: commentOfSuccessor(old, mark) },
    targets: [
      ...reachable.map(targetOf),
      ...hooks.map((command): Target => ({ kind: 'exec', command: [...command] })),
    ],
    places: [...reachable.map(nameOfPlace), ...hooks.map((command) => command.join(' '))],
    keepOld,
    due: grace === undefined ? undefined : new Date((await context.api()).now().getTime() + grace),
  }
}

async function requireReachable(
  { id }: Credential,
  places: readonly Place[],
  hasHooks: boolean,
  context: Context,
): Promise<void> {
  const unreachable = places.find(({ deliverable }) => !deliverable)
  if (unreachable !== undefined) {
    throw new DgshError('failed', `${id} is in use in ${unreachable.place}, where dgsh cannot put another`, {
      hint: 'say --keep-old, put the new one there by hand, and end with dgsh creds rotate --finish',
    })
  }
  if (places.length > 0 || hasHooks) return
  if ((await (await context.store()).get(secretName(id))) !== undefined) return
  throw new DgshError(
    'failed',
    `nothing on this machine is known to use ${id}, and deleting it may break others`,
    {
      hint: 'rotate it where it is used, or say --keep-old, --grace <time> or --exec <command>',
    },
  )
}
