import type { Context, Parts } from '../../app/context.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError } from '../../errors.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { EngineTarget, HookTarget, Rotation, Target } from '../../journal/operation.ts'
import { isDeliverable, usagesOf } from '../../logins/usages.ts'
import { plainText } from '../../ui/message.ts'
import { usernameAt } from '../deliver.ts'
import { createdName } from '../names.ts'
import { resumeCommand } from '../resume-command.ts'
import { nameOfUsage, targetOf } from './last-users.ts'

/** What is logged in with the successor, or may be. */
export interface Users {
  engines: EngineTarget[]
  hooks: HookTarget[]
}

/**
 * Finds what is logged in with the successor of a rotation that is to be undone: the engines of this machine, those of the journal,
 * and its hooks. Throws `failed` when it is in use where dgsh cannot replace it, and with `yes` where dgsh cannot look.
 */
export async function findUsers(
  created: string,
  { log: { operation }, hooks, yes }: { log: OperationLog<Rotation>; hooks: boolean; yes: boolean },
  context: Context,
): Promise<Users> {
  const reached = reachedTargets(operation)
  const places = await usagesOf(created, context, { all: yes })
  const unreachable = places.find(
    ({ deliverable, login }) => !deliverable && !reached.some((target) => isAt(target, login)),
  )
  if (unreachable !== undefined) {
    throw new DgshError(
      'failed',
      `${plainText(createdName(operation, created))} is used by ${nameOfUsage(unreachable)}, where dgsh cannot replace it`,
      {
        hint: [
          `log in there with ${usernameOf(operation.previous)}, or log out`,
          `then: ${await resumeCommand(operation, '--abort', context)}`,
        ].join('\n'),
      },
    )
  }
  const engines = places.filter(isDeliverable).map(targetOf)
  for (const target of reached) {
    const isKnown = engines.some((engine) => isAt(target, engine))
    if (target.kind === 'engine' && !isKnown && (await lacksPrevious(target, created, operation, context)))
      engines.push(target)
  }
  return { engines, hooks: hooks ? reached.filter((target) => target.kind === 'exec') : [] }
}

/** The journal knows how to put a login there, also where no engine looks in this shell. */
function isAt(target: Target, { file, key }: { file: string; key: string }): boolean {
  return target.kind === 'engine' && target.file === file && target.key === key
}

/** The targets that were given the successor, or may have been; in an abort, those that may not have the previous one back yet. */
function reachedTargets({ step, targets, delivered }: Rotation): Rotation['targets'] {
  if (['begun', 'requested', 'stored', 'accepted'].includes(step)) return []
  return step === 'aborting' ? targets : targets.slice(0, delivered + 1)
}

/**
 * True for a file that this shell does not lead to, and that has the successor; and for one without a login at which a delivery
 * was interrupted: some helpers make dgsh log out before it logs in.
 */
async function lacksPrevious(
  target: EngineTarget,
  created: string,
  { step, targets, delivered }: Rotation,
  context: Parts<'host' | 'settings'>,
): Promise<boolean> {
  const username = await usernameAt(target, context)
  if (username !== undefined) return username === usernameOf(created)
  return step === 'aborting' || (step === 'delivering' && target === targets[delivered])
}
