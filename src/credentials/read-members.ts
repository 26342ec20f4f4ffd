import type { DeepgramApi } from '../deepgram/api.ts'
import type { Member } from '../deepgram/project.ts'
import { DgshError, type ErrorCode } from '../errors.ts'

/** What Deepgram answers to those who may not see something of a project. */
const NOT_FOR_YOU: readonly ErrorCode[] = ['api_key_refused', 'not_permitted', 'project_not_found']

/** True for the answer to an API key that may not see something of a project. */
export function isNotForYou(error: unknown): error is DgshError {
  return error instanceof DgshError && NOT_FOR_YOU.includes(error.code)
}

/**
 * The members of a project; undefined when this API key may not read them. An empty list is not believed: whoever asks is a
 * member.
 */
export async function readMembers(api: DeepgramApi, project: string): Promise<Member[] | undefined> {
  try {
    const members = await api.listMembers(project)
    return members.length === 0 ? undefined : members
  } catch (error) {
    if (isNotForYou(error)) return undefined
    throw error
  }
}
