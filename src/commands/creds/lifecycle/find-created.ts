import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import type { Operation } from '../../../journal/operation.ts'

/**
 * What an operation may have created without learning of it: the credentials with its comment that were not there before
 * and that nothing else on this machine has created.
 */
export async function findCreated(operation: Operation, context: Context): Promise<Credential[]> {
  const { project, known, wanted } = operation
  const claimed = new Set([...known, ...(await othersOf(operation, context))])
  const credentials = await (await context.api()).listCredentials(project)
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

/** What can be done about an operation that was left unfinished. */
export function tellHowToGoOn({ kind, old }: Pick<Operation, 'kind' | 'old'>): string {
  const command = kind === 'create' ? 'dgsh creds create' : `dgsh creds rotate ${old}`
  return `${command} --resume goes on, and deletes what nobody has the secret of; --abort undoes it`
}
