import type { Context } from '../../app/context.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError, isPassing } from '../../errors.ts'
import type { Rotation } from '../../journal/operation.ts'
import { repositoriesOf } from '../../registry/images.ts'
import { plainText } from '../../ui/message.ts'
import { doublingPauses, pollUntil } from '../../waiting.ts'
import { createdName, previousName } from '../names.ts'
import type { Obtained } from '../obtain.ts'
import { resumeCommand, safeToInterrupt } from '../resume-command.ts'
import { upcomingSteps } from '../upcoming.ts'

/** What the registry is asked. */
export interface Acceptance {
  obtained: Obtained
  operation: Rotation
  /** Seconds that it may take. */
  wait: number
}

/**
 * Waits until the registry accepts a new credential and lets it pull every image of its scopes, and says so: Quay learns of it a
 * little later than Deepgram. Throws `login_refused` when that takes too long.
 */
export async function awaitAcceptance(acceptance: Acceptance, context: Context): Promise<void> {
  const { operation } = acceptance
  const { registry } = operation
  const since = context.clock.elapsed()
  const step = {
    word: 'accepted',
    text: `waiting for ${registry}`,
    hint: await safeToInterrupt(operation, context),
    next: upcomingSteps(operation, 0, context.host.env),
  }
  await context.messages.running(step, () => retry(acceptance, context))
  const seconds = Math.round((context.clock.elapsed() - since) / 1000)
  context.messages.step('done', 'accepted', `by ${registry}${seconds === 0 ? '' : ` after ${seconds} s`}`)
}

async function retry({ obtained, operation, wait }: Acceptance, context: Context): Promise<void> {
  const { clock, messages } = context
  const failure = await pollUntil({
    ask: () => ask(obtained, operation, context),
    isDone: (failure) => failure === undefined,
    pauses: doublingPauses({ first: 500, longest: 8000, within: wait * 1000 }, clock),
    clock,
    onPause: (failure, pause) => messages.debug(`${failure?.message}; again in ${pause} ms`),
  })
  if (failure !== undefined) throw failure
}

/** Returns the error of one attempt; undefined when everything is accepted. */
async function ask(
  { credential, secret }: Obtained,
  operation: Rotation,
  context: Context,
): Promise<DgshError | undefined> {
  const { registry } = operation
  const name = plainText(createdName(operation, credential.id))
  const repositories = repositoriesOf(credential.scopes)
  try {
    const username = usernameOf(credential.id)
    const answer = await (await context.remote.registry()).askAccess({ username, secret, repositories })
    if (answer.login === 'refused')
      return await refused(`${registry} does not accept ${name}: ${answer.message}`, operation, context)
    const closed = repositories.filter((name) => answer.pulls.get(name) === false)
    if (closed.length === 0) return undefined
    return await refused(`${registry} does not let ${name} pull ${closed.join(', ')}`, operation, context)
  } catch (error) {
    if (isPassing(error)) return error
    throw error
  }
}

async function refused(message: string, operation: Rotation, context: Context): Promise<DgshError> {
  return new DgshError('login_refused', message, {
    reason: 'resume_in_hint',
    hint: [
      `${plainText(previousName(operation))} still works`,
      `to try again later: ${await resumeCommand(operation, '--resume', context)}`,
      `to undo: ${await resumeCommand(operation, '--abort', context)}`,
    ].join('\n'),
  })
}
