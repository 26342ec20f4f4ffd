import type { Context, Parts, Remote } from '../app/context.ts'
import { resolveProject } from '../app/project.ts'
import type { Credential } from '../deepgram/credential.ts'
import type { Member } from '../deepgram/project.ts'
import { DgshError, type ErrorCode, isPassing } from '../errors.ts'
import { isAboutStore } from '../store/store.ts'
import { readMembers } from './read-members.ts'

/** The state of a credential in the data formats: `live` exists, `deleted` stopped working. */
export type State = 'live' | 'deleted' | 'unknown'

/** What is known about credentials besides where they are stored. */
export interface Knowledge {
  /** Those that Deepgram lists. */
  credentials: readonly Credential[]
  /** False when Deepgram gave no answer. */
  asked: boolean
  /** The project whose list it is, when that is all of its credentials; undefined when there may be more. */
  wholeProject: string | undefined
  /** The ids of those that dgsh itself deleted. */
  deleted: ReadonlySet<string>
}

/** Returns the state of a credential, by its id. */
export function stateOf(id: string, { credentials, wholeProject, deleted }: Knowledge): State {
  if (credentials.some((credential) => credential.id.toLowerCase() === id)) return 'live'
  return deleted.has(id) || wholeProject !== undefined ? 'deleted' : 'unknown'
}

/**
 * Whether a list is that of the whole project. Deepgram lists either all credentials of a project or those of the caller: all,
 * when they have several owners, or when the caller is the only member. `members` is undefined when that is not known.
 */
export function isWholeList(
  credentials: readonly Credential[],
  members: readonly Member[] | undefined,
): boolean {
  const owners = credentials.map(({ owner }) => owner.member_id)
  if (new Set(owners.filter((owner) => owner !== undefined)).size > 1) return true
  return members?.length === 1 && owners.every((owner) => owner === members[0]?.member_id)
}

/** Asks Deepgram and the history. A note says why Deepgram does not answer. */
export async function gatherKnowledge(context: Context): Promise<Knowledge> {
  const deleted = await readDeleted(context)
  try {
    const project = await resolveProject(context)
    const credentials = await (await context.remote.api()).listCredentials(project)
    const isWhole =
      isWholeList(credentials, undefined) ||
      isWholeList(credentials, await membersOf(project, context.remote))
    return { credentials, asked: true, wholeProject: isWhole ? project : undefined, deleted }
  } catch (error) {
    if (!isNoAnswer(error)) throw error
    context.messages.note(`cannot tell which credentials still exist: ${error.message}`)
    return { credentials: [], asked: false, wholeProject: undefined, deleted }
  }
}

/** What is on this machine can be shown without Deepgram's answer. */
const NO_ANSWER: readonly ErrorCode[] = ['no_api_key', 'api_key_refused', 'not_permitted', 'invalid_response']

function isNoAnswer(error: unknown): error is DgshError {
  return (
    isPassing(error) || (error instanceof DgshError && NO_ANSWER.includes(error.code)) || isAboutStore(error)
  )
}

async function membersOf(project: string, remote: Remote): Promise<Member[] | undefined> {
  try {
    return await readMembers(await remote.api(), project)
  } catch (error) {
    if (isNoAnswer(error)) return undefined
    throw error
  }
}

/** Returns the ids of the credentials that dgsh itself deleted. A note says why the history cannot be read. */
export async function readDeleted(context: Parts<'history' | 'messages'>): Promise<Set<string>> {
  const { entries } = await (await context.history()).read().catch((error: unknown) => {
    if (!(error instanceof DgshError)) throw error
    context.messages.note(error.message)
    return { entries: [] }
  })
  const gone = entries.filter(({ action }) => action === 'credential_deleted')
  return new Set(gone.flatMap(({ credential }) => credential?.toLowerCase() ?? []))
}
