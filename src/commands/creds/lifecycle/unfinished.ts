import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import type { Operation } from '../../../journal/operation.ts'
import { oneByOne } from '../../one-by-one.ts'
import { goOnLine, tellHowToGoOn } from './go-on.ts'

/** The operations of a kind at the API and in the project in use; in all projects when none is. */
export async function listOperations(kind: Operation['kind'], context: Context): Promise<Operation[]> {
  return (await splitOperations(kind, context)).here
}

/** Those that were left unfinished. */
export async function listUnfinished(kind: Operation['kind'], context: Context): Promise<Operation[]> {
  const left = await isUnfinished(context)
  return (await listOperations(kind, context)).filter(left)
}

/** Says of the unfinished operations of other projects and APIs where they are gone on with. */
export async function tellElsewhere(kind: Operation['kind'], context: Context): Promise<void> {
  const left = await isUnfinished(context)
  for (const operation of (await splitOperations(kind, context)).elsewhere.filter(left))
    await tellLeft(operation, context)
}

/** What tells those that were left unfinished from those that somebody is at, or that are only kept for a while. */
export async function isUnfinished(context: Context): Promise<(operation: Operation) => boolean> {
  const journal = await context.journal()
  return (operation) => operation.step !== 'kept' && !journal.isRunning(operation)
}

interface SplitOperations {
  here: Operation[]
  elsewhere: Operation[]
}

async function splitOperations(kind: Operation['kind'], context: Context): Promise<SplitOperations> {
  const split: SplitOperations = { here: [], elsewhere: [] }
  for (const operation of await (await context.journal()).list()) {
    if (operation.kind !== kind) continue
    ;((await isHere(operation, context)) ? split.here : split.elsewhere).push(operation)
  }
  return split
}

/**
 * An operation is gone on with at its own API only where that is the one of its profile, or was named now: the journal
 * alone must not decide where an API key is sent.
 */
async function isHere({ profile, project, api_url }: Operation, context: Context): Promise<boolean> {
  const asked = (await context.settings()).project.value
  if (asked !== undefined && asked !== project) return false
  return (await context.withFlags({ ...context.flags, profile }).settings()).api_url.value === api_url
}

/** Goes through operations one by one, each in its own profile, project and registry. */
export async function forEachOperation(
  operations: readonly Operation[],
  act: (log: OperationLog, context: Context) => Promise<void>,
  context: Context,
): Promise<void> {
  const actOn = async (operation: Operation) => {
    const { profile, project, registry } = operation
    const own = context.withFlags({ ...context.flags, profile, project, registry })
    const log = await (await own.journal()).take(operation.id)
    await tellIfLeft(log, own, () => act(log, own))
  }
  await oneByOne(operations, describeOperation, actOn, context)
}

/** Says of each unfinished operation that it is there, and how to go on. */
export async function tellUnfinished(kind: Operation['kind'], context: Context): Promise<void> {
  for (const operation of await listUnfinished(kind, context)) await tellLeft(operation, context)
}

/**
 * Does what an operation is about, and shows no more that somebody is at it. Where that fails and the operation stays in the
 * journal, it is said how to go on.
 */
export async function tellIfLeft<Value>(
  log: OperationLog,
  context: Context,
  action: () => Promise<Value>,
): Promise<Value> {
  const { id } = log.operation
  try {
    return await action()
  } catch (error) {
    const operations = await (await context.journal()).list().catch(() => [])
    const left = operations.find((operation) => operation.id === id && operation.step !== 'kept')
    if (left !== undefined && !(await isSaid(error, left, context))) await tellLeft(left, context)
    throw error
  } finally {
    log.release()
  }
}

/** Of an interruption nothing is printed, its hint neither. */
async function isSaid(error: unknown, operation: Operation, context: Context): Promise<boolean> {
  if (!(error instanceof DgshError) || ['interrupted', 'terminated'].includes(error.code)) return false
  return error.hint?.includes(await goOnLine(operation, '--resume', context)) === true
}

/** Says of one. */
export async function tellLeft(operation: Operation, context: Context): Promise<void> {
  const how = await tellHowToGoOn(operation, context)
  context.note(`${describeOperation(operation)} was left unfinished: ${how}`)
}

/** One operation for people. */
export function describeOperation({ kind, old, wanted, started }: Operation): string {
  return kind === 'create'
    ? `the creation of "${wanted.comment}" (${started.slice(0, 16).replace('T', ' ')} UTC)`
    : `the rotation of ${old}`
}
