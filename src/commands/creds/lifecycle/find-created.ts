import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'

/** How far this machine's clock may be from Deepgram's, and how long a request may take. */
const TOLERANCE_MS = 60 * 60_000

/**
 * What an operation may have created without learning of it: the credentials with its comment that were not there before,
 * were created about when it asked for one, and are of nothing else on this machine. Only of {@link isCertain} ones is it
 * known that they are its own.
 */
export async function findCreated(operation: Operation, context: Context): Promise<Credential[]> {
  return pickCreated(operation, await (await context.api()).listCredentials(operation.project), context)
}

/** The same from a list that is there already; what others of this machine have created is looked up after it was read. */
export async function pickCreated(
  operation: Operation,
  credentials: readonly Credential[],
  context: Context,
): Promise<Credential[]> {
  const { known, wanted, created: own } = operation
  if (own !== undefined) return credentials.filter(({ id }) => id === own)
  const claimed = new Set([...known, ...(await othersOf(operation, context))])
  return credentials.filter(
    ({ id, comment, created }) =>
      !claimed.has(id) && comment?.trim() === wanted.comment && isOfThatTime(created, operation),
  )
}

/**
 * True when what {@link findCreated} finds can be of nobody else: the answer told its id, or its comment has the mark of a
 * rotation. The comment of a creation is the user's, and another machine may create with the same at the same time.
 */
export function isCertain({ kind, created }: Operation): boolean {
  return kind === 'rotate' || created !== undefined
}

/** Throws while another dgsh is at a creation with the same comment: what it has just created cannot be told from an orphan. */
export async function requireAlone({ id, project, wanted }: Operation, context: Context): Promise<void> {
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
    {
      hint: 'wait for it to end, and try again',
    },
  )
}

/** True when that cannot be told. */
function isOfThatTime(created: string, { started, written = started }: Operation): boolean {
  const time = Date.parse(created)
  if (Number.isNaN(time)) return true
  return time > Date.parse(started) - TOLERANCE_MS && time < Date.parse(written) + TOLERANCE_MS
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
