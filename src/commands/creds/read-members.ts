import type { Context } from '../../context.ts'
import type { Member } from '../../deepgram/member.ts'
import { DgshError, type ErrorCode } from '../../errors.ts'

/** What Deepgram answers to those who may not read the members. */
const NOT_FOR_YOU: readonly ErrorCode[] = ['api_key_refused', 'not_permitted', 'project_not_found']

/**
 * The members of a project; undefined when this API key may not read them. An empty list is not believed: whoever asks is a
 * member.
 */
export async function readMembers(project: string, context: Context): Promise<Member[] | undefined> {
  try {
    const members = await (await context.api()).listMembers(project)
    return members.length === 0 ? undefined : members
  } catch (error) {
    if (error instanceof DgshError && NOT_FOR_YOU.includes(error.code)) return undefined
    throw error
  }
}
