import type { Credential } from '../../../deepgram/credential.ts'
import { shortScope } from '../../../deepgram/names.ts'
import { DgshError } from '../../../errors.ts'
import { compareScopes } from '../scopes.ts'

/** The error for other scopes than asked for; undefined when they are the same. */
export function explainScopes({ id, scopes }: Credential, asked: readonly string[]): DgshError | undefined {
  const { extra, missing } = compareScopes(asked, scopes)
  if (extra.length === 0 && missing.length === 0) return undefined
  const told = [
    extra.length === 0 ? [] : [`more than asked for: ${extra.map(shortScope).join(', ')}`],
    missing.length === 0 ? [] : [`less than asked for: without ${missing.map(shortScope).join(', ')}`],
  ].flat()
  return new DgshError('scopes_differ', `Deepgram granted credential ${id} ${told.join('; ')}`, {
    hint: `if that will not do: dgsh creds delete ${id}`,
  })
}
