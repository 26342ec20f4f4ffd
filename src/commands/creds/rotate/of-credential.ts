import { usernameOf } from '../../../deepgram/names.ts'
import { DgshError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'

/**
 * The rotations of the credential that a text names: by the old or the new id, the start of one, or a username; all of them
 * without a text. Throws `credential_not_found` when there is none.
 */
export function ofCredential(text: string | undefined, operations: readonly Operation[]): Operation[] {
  if (text === undefined) return [...operations]
  const wanted = text.toLowerCase().replace(usernameOf(''), '')
  const found = operations.filter(({ old, created }) =>
    [old, created].some((id) => wanted.length >= 4 && id?.startsWith(wanted)),
  )
  if (found.length === 0) {
    throw new DgshError('credential_not_found', `no rotation of ${text} was left`, {
      hint: 'dgsh creds rotate --resume goes on with those that were',
    })
  }
  return found
}
