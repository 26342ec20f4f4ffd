import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import type { Operation } from '../../../journal/operation.ts'
import { oneByOne } from '../../one-by-one.ts'
import { tellHowToGoOn } from './find-created.ts'

/** The operations of a kind in the project in use; in all projects when none is. */
export async function listOperations(kind: Operation['kind'], context: Context): Promise<Operation[]> {
  const operations = await (await context.journal()).list()
  const { project } = await context.settings()
  return operations.filter(
    (operation) =>
      operation.kind === kind && (project.value === undefined || operation.project === project.value),
  )
}

/** Those that were left unfinished: nobody is at them, and it is not only that an old credential is kept for a while. */
export async function listUnfinished(kind: Operation['kind'], context: Context): Promise<Operation[]> {
  const journal = await context.journal()
  const operations = await listOperations(kind, context)
  return operations.filter((operation) => operation.step !== 'kept' && !journal.isRunning(operation))
}

/** Goes through operations one by one, each in its own profile, project and registry. */
export async function forEachOperation(
  operations: readonly Operation[],
  act: (log: OperationLog, context: Context) => Promise<void>,
  context: Context,
): Promise<void> {
  const actOn = async (operation: Operation) => {
    const own = contextOf(operation, context)
    const log = await (await own.journal()).take(operation.id)
    await tellIfLeft(log, own, () => act(log, own))
  }
  await oneByOne(operations, describeOperation, actOn, context)
}

/** The Context in which an operation was begun. */
function contextOf({ profile, project, api_url: apiUrl, registry }: Operation, context: Context): Context {
  return context.withFlags({ ...context.flags, profile, project, apiUrl, registry })
}

/** Says of each unfinished operation that it is there, and how to go on. */
export async function tellUnfinished(kind: Operation['kind'], context: Context): Promise<void> {
  for (const operation of await listUnfinished(kind, context)) tellLeft(operation, context)
}

/** Does what an operation is about. Where that fails and the operation stays in the journal, it is said how to go on. */
export async function tellIfLeft<Value>(
  { operation: { id } }: OperationLog,
  context: Context,
  action: () => Promise<Value>,
): Promise<Value> {
  try {
    return await action()
  } catch (error) {
    const isSaid = error instanceof DgshError && error.hint?.includes('--resume') === true
    const operations = isSaid ? [] : await (await context.journal()).list().catch(() => [])
    const left = operations.find((operation) => operation.id === id && operation.step !== 'kept')
    if (left !== undefined) tellLeft(left, context)
    throw error
  }
}

function tellLeft(operation: Operation, context: Context): void {
  context.note(`${describeOperation(operation)} was left unfinished: ${tellHowToGoOn(operation)}`)
}

/** One operation for people. */
export function describeOperation({ kind, old, wanted, started }: Operation): string {
  return kind === 'create'
    ? `the creation of "${wanted.comment}" (${started.slice(0, 16).replace('T', ' ')} UTC)`
    : `the rotation of ${old}`
}
