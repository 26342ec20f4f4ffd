import type { Context } from '../app/context.ts'
import { compareScopes } from '../credentials/scopes.ts'
import type { Credential } from '../deepgram/credential.ts'
import { shortScope } from '../deepgram/names.ts'
import { DgshError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { plainText } from '../ui/message.ts'
import { createdName } from './names.ts'
import { deleteCommand, resumeCommand } from './resume-command.ts'

/** Throws `scopes_differ` for other scopes than the operation asked for. */
export async function requireScopes(
  credential: Credential,
  operation: Operation,
  context: Context,
): Promise<void> {
  const { extra, missing } = compareScopes(operation.wanted.scopes, credential.scopes)
  if (extra.length === 0 && missing.length === 0) return
  const differences = [
    extra.length === 0 ? [] : [`more than requested: ${extra.map(shortScope).join(', ')}`],
    missing.length === 0 ? [] : [`less than requested: without ${missing.map(shortScope).join(', ')}`],
  ].flat()
  const line =
    operation.kind === 'create'
      ? await deleteCommand(credential.id, operation, context)
      : await resumeCommand(operation, '--abort', context)
  const name = plainText(createdName(operation, credential.id))
  throw new DgshError('scopes_differ', `Deepgram granted ${name} ${differences.join('; ')}`, {
    hint: `to ${operation.kind === 'create' ? 'delete it' : 'undo'}: ${line}`,
  })
}
