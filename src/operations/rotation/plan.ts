import { randomBytes } from 'node:crypto'
import type { Context, Stores } from '../../app/context.ts'
import { nameOf, shortId } from '../../app/credential-name.ts'
import { requireWorkingDirectory } from '../../app/working-directory.ts'
import { commentOfSuccessor } from '../../credentials/comment.ts'
import type { Credential } from '../../deepgram/credential.ts'
import type { NewCredential } from '../../deepgram/new-credential.ts'
import { deliveryOf } from '../../engines/engine-login.ts'
import { DgshError } from '../../errors.ts'
import type { HookTarget, Rotation } from '../../journal/operation.ts'
import { requireSoundConfig } from '../../logins/engine.ts'
import { isDeliverable, type Usage, usagesOf } from '../../logins/usages.ts'
import { shellWord } from '../../shell.ts'
import { secretName } from '../../store/store.ts'
import { plainText } from '../../ui/message.ts'
import { nameOfUsage, targetOf } from './last-users.ts'

/** What a plan is asked to be. */
export interface PlanOptions {
  /** The commands of `--exec`, as argv. */
  hooks: readonly (readonly string[])[]
  /** True when the previous credential is kept until `--finish`. */
  keepOld: boolean
  /** Milliseconds; how long the previous credential is kept at least. */
  grace: number | undefined
  /** True when nothing is asked, so that every place has to be looked at. */
  yes: boolean
}

/** What a rotation is going to do. */
export interface RotationPlan {
  previous: Credential
  wanted: NewCredential
  targets: Rotation['targets']
  /** The targets for people, in their order. */
  places: string[]
  keepOld: boolean
  /** When the previous credential may be deleted, at the earliest; undefined without grace. */
  due: Date | undefined
}

/**
 * Plans the rotation of a credential. Throws when deleting the previous one would break a login: when it is in use where dgsh
 * cannot replace it, or nowhere that dgsh knows of; and `config_invalid` when an engine would lose something else with it.
 */
export async function planRotation(
  previous: Credential,
  { hooks, keepOld, grace, yes }: PlanOptions,
  context: Context,
): Promise<RotationPlan> {
  if (hooks.length > 0) requireWorkingDirectory(context.host)
  const places = await usagesOf(previous.id, context, { all: !keepOld && yes })
  if (!keepOld) await requireReachable(previous, places, hooks.length > 0, context.stores)
  const reachable = places.filter(isDeliverable)
  // Before a credential is created that could not be delivered.
  for (const { engine, login } of reachable)
    await requireSoundConfig({ name: engine }, deliveryOf(login), context)
  const { provider, scopes, tags } = previous
  const mark = randomBytes(2).toString('hex')
  return {
    previous,
    wanted: { provider, scopes, tags, comment: commentOfSuccessor(previous, mark) },
    targets: [
      ...reachable.map(targetOf),
      ...hooks.map((command): HookTarget => ({ kind: 'exec', command: [...command] })),
    ],
    places: [...reachable.map(nameOfUsage), ...hooks.map((command) => command.join(' '))],
    keepOld,
    due: grace === undefined ? undefined : new Date((await context.remote.api()).now().getTime() + grace),
  }
}

async function requireReachable(
  previous: Credential,
  places: readonly Usage[],
  hasHooks: boolean,
  stores: Stores,
): Promise<void> {
  const [name, short] = [plainText(nameOf(previous)), shellWord(shortId(previous.id))]
  const unreachable = places.find(({ deliverable }) => !deliverable)
  if (unreachable !== undefined) {
    throw new DgshError(
      'failed',
      `${name} is used by ${nameOfUsage(unreachable)}, where dgsh cannot replace it`,
      {
        hint: [
          `rotate it and keep it for now: dgsh creds rotate ${short} --keep-old`,
          'log in there by hand with its successor',
          `then delete it: dgsh creds rotate ${short} --finish`,
        ].join('\n'),
      },
    )
  }
  if (places.length > 0 || hasHooks) return
  if ((await (await stores.chosen()).get(secretName(previous.id))) !== undefined) return
  throw new DgshError(
    'failed',
    `nothing on this machine is known to use ${name}, and deleting it may break others`,
    {
      hint: [
        'rotate it where it is used, or pass --exec <command> to deliver it there',
        `to keep it for now: dgsh creds rotate ${short} --keep-old`,
      ].join('\n'),
    },
  )
}
