import type { Parts } from '../app/context.ts'
import { IMAGES, KNOWN_REPOSITORIES } from '../registry/images.ts'
import { judgeAnswer } from '../registry/verdict.ts'

/** What a login can pull, by the short names of images: `api`, `engine` … */
export interface Access {
  open: readonly string[]
  /** What the scopes include and the registry does not give; empty when the scopes are not known. */
  missing: readonly string[]
}

/** The limit of each of the two requests: the user waits for them after the login. */
const SECONDS = 2.5

/** A login, and what it should open. */
export interface AskedLogin {
  username: string
  secret: string
  /** Its scopes as Deepgram has them; undefined when they are not known. */
  scopes: readonly string[] | undefined
}

/**
 * Asks the registry what a login can pull. Undefined where the registry gives no clear answer, or not in time: the engine has
 * the login all the same. Never throws.
 */
export async function askAccess(
  { username, secret, scopes }: AskedLogin,
  context: Parts<'messages' | 'remote'>,
): Promise<Access | undefined> {
  try {
    const registry = await context.remote.registry(SECONDS)
    const question = { username, secret, repositories: KNOWN_REPOSITORIES, onlyForToken: true }
    const answer = await registry.askAccess(question)
    if (answer.login === 'refused') return undefined
    const { images, missing } = judgeAnswer(answer, scopes)
    if (images.every(({ pull }) => pull === null)) return undefined
    const open = images.filter(({ pull }) => pull === true).map(({ image }) => image)
    return { open: open.map(shortName), missing: missing.map(shortName) }
  } catch (error) {
    context.messages.debug(
      `what can be pulled is not known: ${error instanceof Error ? error.message : 'an error'}`,
    )
    return undefined
  }
}

function shortName(repository: string): string {
  return Object.keys(IMAGES).find((name) => IMAGES[name]?.repository === repository) ?? repository
}
