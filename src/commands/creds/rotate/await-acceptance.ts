import type { Context } from '../../../context.ts'
import { usernameOf } from '../../../deepgram/names.ts'
import { DgshError } from '../../../errors.ts'
import { repositoriesOf } from '../../../registry/images.ts'
import type { Obtained } from '../lifecycle/obtain.ts'

/** What the registry is asked. */
export interface Acceptance {
  obtained: Obtained
  registry: string
  /** Seconds that it may take. */
  wait: number
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 8000

/** The registry's failures that may pass. */
const PASSING = new Set(['registry_unreachable', 'rate_limited', 'server_error', 'timeout'])

/**
 * Waits until the registry accepts a new credential and lets it pull every image of its scopes: Quay learns of it a little
 * later than Deepgram. Throws `login_refused` when that takes too long.
 */
export async function awaitAcceptance(acceptance: Acceptance, context: Context): Promise<void> {
  const { obtained, registry, wait } = acceptance
  const deadline = performance.now() + wait * 1000
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const failure = await ask(obtained, registry, context)
    if (failure === undefined) return
    if (performance.now() + pause > deadline) throw failure
    context.debug(`${failure.message}; again in ${pause} ms`)
    await context.sleep(pause)
  }
}

/** The error of one attempt; undefined when all is accepted. */
async function ask(
  { credential, secret }: Obtained,
  registry: string,
  context: Context,
): Promise<DgshError | undefined> {
  const repositories = repositoriesOf(credential.scopes)
  try {
    const username = usernameOf(credential.id)
    const answer = await (await context.registry()).askAccess({ username, secret, repositories })
    if (answer.login === 'refused')
      return refused(`${registry} does not accept ${username}: ${answer.message}`)
    const closed = repositories.filter((name) => answer.pulls.get(name) === false)
    if (closed.length > 0) return refused(`${registry} does not let ${username} pull ${closed.join(', ')}`)
    context.say(
      `${registry} accepts it${repositories.length === 0 ? '' : ` for ${repositories.join(', ')}`}.`,
    )
    return undefined
  } catch (error) {
    if (error instanceof DgshError && PASSING.has(error.code)) return error
    throw error
  }
}

function refused(message: string): DgshError {
  return new DgshError('login_refused', message, {
    hint: 'nothing has changed for the old one; try --resume in a while, or undo with --abort',
  })
}
