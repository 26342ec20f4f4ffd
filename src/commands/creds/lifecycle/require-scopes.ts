import type { Context } from '../../../context.ts'
import { compareScopes } from '../../../credentials/scopes.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { shortScope } from '../../../deepgram/names.ts'
import { DgshError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'
import { deleteLine, goOnLine } from './go-on.ts'

/** Throws `scopes_differ` for other scopes than the operation asked for. */
export async function requireScopes(
  { id, scopes }: Credential,
  operation: Operation,
  context: Context,
): Promise<void> {
  const { extra, missing } = compareScopes(operation.wanted.scopes, scopes)
  if (extra.length === 0 && missing.length === 0) return
  const told = [
    extra.length === 0 ? [] : [`more than asked for: ${extra.map(shortScope).join(', ')}`],
    missing.length === 0 ? [] : [`less than asked for: without ${missing.map(shortScope).join(', ')}`],
  ].flat()
  const line =
    operation.kind === 'create'
      ? await deleteLine(id, operation, context)
      : await goOnLine(operation, '--abort', context)
  throw new DgshError('scopes_differ', `Deepgram granted credential ${id} ${told.join('; ')}`, {
    hint: `if that will not do: ${line}`,
  })
}
