import type { Parts, Remote } from '../app/context.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'

/**
 * What an operation may have created without learning of it: the credentials with its comment that were not there before, and
 * that nothing else on this machine created. No time is compared: this machine's clock may be wrong. Only of
 * {@link isCertain} ones is it known that they are its own.
 */
export async function findCreated(
  operation: Operation,
  context: Parts<'remote' | 'journal' | 'history'>,
): Promise<Credential[]> {
  return pickCreated(
    operation,
    await (await context.remote.api()).listCredentials(operation.project),
    context,
  )
}

/** The same from a list that is there already; what others of this machine have created is looked up after it was read. */
export async function pickCreated(
  operation: Operation,
  credentials: readonly Credential[],
  context: Parts<'history' | 'journal'>,
): Promise<Credential[]> {
  const { known, wanted, created: own } = operation
  if (own !== undefined) return credentials.filter(({ id }) => id === own)
  const claimed = new Set([...known, ...(await createdByOthers(operation, context))])
  return credentials.filter(({ id, comment }) => !claimed.has(id) && comment?.trim() === wanted.comment)
}

/**
 * True when what {@link findCreated} finds can be of nobody else: the answer told its id, or its comment has the mark of a
 * rotation. The comment of a creation is the user's, and another machine may create with the same at the same time.
 */
export function isCertain({ kind, created }: Operation): boolean {
  return kind === 'rotate' || created !== undefined
}

/** Throws while another dgsh is at a creation with the same comment: what it has just created cannot be told from an orphan. */
export async function requireAlone(
  { id, project, wanted }: Operation,
  context: Parts<'journal'>,
): Promise<void> {
  const journal = await context.journal()
  const other = (await journal.list()).find(
    (operation) =>
      operation.id !== id &&
      operation.project === project &&
      operation.wanted.comment === wanted.comment &&
      operation.created === undefined &&
      journal.isRunning(operation),
  )
  if (other === undefined) return
  throw new DgshError(
    'failed',
    `another dgsh is creating a credential with the comment "${wanted.comment}"`,
    { hint: 'wait for it to end, then try again' },
  )
}

/** Returns the ids that a project has now, as far as the API key may see them. */
export async function listIds(project: string, remote: Remote): Promise<string[]> {
  return (await (await remote.api()).listCredentials(project)).map(({ id }) => id)
}

/** Returns the ids that other operations of this machine have created. */
export async function createdByOthers(
  { id }: Operation,
  context: Parts<'history' | 'journal'>,
): Promise<string[]> {
  const operations = await (await context.journal()).list()
  const { entries } = await (await context.history()).read()
  return [
    ...operations.flatMap((other) => (other.id === id ? [] : (other.created ?? []))),
    ...entries.flatMap(({ action, credential }) =>
      action === 'credential_created' ? (credential ?? []) : [],
    ),
  ]
}
