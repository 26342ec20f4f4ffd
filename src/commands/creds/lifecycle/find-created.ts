import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import type { Operation } from '../../../journal/operation.ts'

/** How far this machine's clock may be from Deepgram's, and how long a request may take. */
const TOLERANCE_MS = 60 * 60_000

/**
 * What an operation may have created without learning of it: the credentials with its comment that were not there before,
 * were created about when it asked for one, and are of nothing else on this machine.
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
  return credentials.filter(
    ({ id, comment, created }) =>
      !claimed.has(id) && comment?.trim() === wanted.comment && isOfThatTime(created, operation),
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
