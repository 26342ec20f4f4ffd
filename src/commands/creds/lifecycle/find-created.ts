import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import type { Operation } from '../../../journal/operation.ts'

/**
 * What an operation may have created without learning of it: the credentials with its comment that were not there before
 * and that nothing else on this machine has created.
 */
export async function findCreated(operation: Operation, context: Context): Promise<Credential[]> {
  return pickCreated(operation, await (await context.api()).listCredentials(operation.project), context)
}

/** The same from a list that is there already. */
export async function pickCreated(
  operation: Operation,
  credentials: readonly Credential[],
  context: Context,
): Promise<Credential[]> {
  const { known, wanted } = operation
  const claimed = new Set([...known, ...(await othersOf(operation, context))])
  return credentials.filter(({ id, comment }) => !claimed.has(id) && comment?.trim() === wanted.comment)
}

/** The ids that other operations of this machine have created. */
async function othersOf({ id }: Operation, context: Context): Promise<string[]> {
  const operations = await (await context.journal()).list()
  const { entries } = await (await context.history()).read()
  return [
    ...operations.flatMap((other) => (other.id === id ? [] : (other.created ?? []))),
    ...entries.flatMap(({ action, credential }) =>
      action === 'credential_created' ? (credential ?? []) : [],
    ),
  ]
}

/** The command that an operation is of. */
export function commandOf({ kind, old }: Pick<Operation, 'kind' | 'old'>): string {
  return kind === 'create' ? 'dgsh creds create' : `dgsh creds rotate ${old}`
}

/** The command that goes on with an operation that was left unfinished. */
export function resumeLine(operation: Pick<Operation, 'kind' | 'old'>): string {
  return `${commandOf(operation)} --resume`
}

/** What can be done about an operation that was left unfinished. */
export function tellHowToGoOn(operation: Pick<Operation, 'kind' | 'old'>): string {
  return `${resumeLine(operation)} goes on, and deletes what nobody has the secret of; --abort undoes it`
}
