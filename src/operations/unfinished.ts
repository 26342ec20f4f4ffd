import type { Context, Parts } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import type { OperationLog } from '../journal/journal.ts'
import type { OfKind, Operation } from '../journal/operation.ts'
import { command, message } from '../ui/message.ts'
import { describeOperation } from './names.ts'
import { type Around, resumeCommand } from './resume-command.ts'

/** Returns the operations of a kind at the API and in the project in use; in all projects when none is. */
export async function listOperations<Kind extends Operation['kind']>(
  kind: Kind,
  context: Around & Parts<'journal'>,
): Promise<OfKind<Kind>[]> {
  return (await splitOperations(kind, context)).here
}

/** Returns those that were left unfinished. */
export async function listUnfinished<Kind extends Operation['kind']>(
  kind: Kind,
  context: Around & Parts<'journal'>,
): Promise<OfKind<Kind>[]> {
  return (await listOperations(kind, context)).filter(await isUnfinished(context))
}

/** Reports the unfinished operations of other projects and APIs, and how to resume them. */
export async function reportElsewhere(
  kind: Operation['kind'],
  context: Around & Parts<'journal' | 'messages'>,
): Promise<void> {
  const left = await isUnfinished(context)
  for (const operation of (await splitOperations(kind, context)).elsewhere.filter(left))
    await reportLeft(operation, context)
}

/** Returns what is true for operations that were left unfinished: nothing works on them, and no grace period is running. */
export async function isUnfinished(context: Parts<'journal'>): Promise<(operation: Operation) => boolean> {
  const journal = await context.journal()
  return (operation) => operation.step !== 'kept' && !journal.isRunning(operation)
}

async function splitOperations<Kind extends Operation['kind']>(
  kind: Kind,
  context: Around & Parts<'journal'>,
) {
  const here: OfKind<Kind>[] = []
  const elsewhere: OfKind<Kind>[] = []
  const isOfKind = (operation: Operation): operation is OfKind<Kind> => operation.kind === kind
  for (const operation of (await (await context.journal()).list()).filter(isOfKind)) {
    const side = (await isHere(operation, context)) ? here : elsewhere
    side.push(operation)
  }
  return { here, elsewhere }
}

/**
 * An operation is resumed at its own API only where that is the one of its profile, or was named now: the journal
 * alone must not decide where an API key is sent.
 */
async function isHere({ profile, project, apiUrl }: Operation, context: Around): Promise<boolean> {
  const asked = (await context.settings()).project.value
  if (asked !== undefined && asked !== project) return false
  return (await context.settings({ ...context.options.flags, profile })).api_url.value === apiUrl
}

/** Works on operations one by one, each in its own profile, project and registry. Throws as {@link oneByOne}. */
export async function forEachOperation<Left extends Operation>(
  operations: readonly Left[],
  act: (log: OperationLog<Left>, context: Context) => Promise<void>,
  context: Context,
): Promise<void> {
  const actOn = async (operation: Left) => {
    const { profile, project, registry } = operation
    const own = context.scopedTo({ profile, project, registry })
    const log = await (await own.journal()).take(operation)
    await reportIfLeft(log, own, () => act(log, own))
  }
  await oneByOne(operations, describeOperation, actOn, context)
}

/** Reports each unfinished operation, and how to resume it. */
export async function reportUnfinished(
  kind: Operation['kind'],
  context: Around & Parts<'journal' | 'messages'>,
): Promise<void> {
  for (const operation of await listUnfinished(kind, context)) await reportLeft(operation, context)
}

/**
 * Works on an operation, and releases it afterwards. Where that fails and the operation stays in the journal, reports how to
 * resume it.
 */
export async function reportIfLeft<Value>(
  log: OperationLog,
  context: Around & Parts<'journal' | 'messages'>,
  action: () => Promise<Value>,
): Promise<Value> {
  const { id } = log.operation
  try {
    return await action()
  } catch (error) {
    const operations = await (await context.journal()).list().catch(() => [])
    const left = operations.find((operation) => operation.id === id && operation.step !== 'kept')
    if (left !== undefined && !isSaid(error)) await reportLeft(left, context)
    throw error
  } finally {
    log.release()
  }
}

/** Of an interruption nothing is printed, its hint neither. */
function isSaid(error: unknown): boolean {
  if (!(error instanceof DgshError) || ['interrupted', 'terminated'].includes(error.code)) return false
  return error.reason === 'resume_in_hint'
}

/** Reports that an operation was left unfinished, and how to resume it. */
export async function reportLeft(operation: Operation, context: Around & Parts<'messages'>): Promise<void> {
  const line = await resumeCommand(operation, '--resume', context)
  context.messages.note(
    message`${describeOperation(operation)} was left unfinished; to resume it (or to undo it with --abort): ${command(line)}`,
  )
}

/**
 * Ends the operations that a deleted credential leaves nothing to do for: a rotation that only waited for its previous credential to be deleted,
 * and an interrupted creation of this one.
 */
export async function endOperationsOf(id: string, context: Context): Promise<void> {
  const journal = await context.journal()
  const rotations = await listOperations('rotate', context)
  const creations = await listUnfinished('create', context)
  const ended = [
    ...rotations.filter(({ previous, step }) => previous === id && step === 'kept'),
    ...creations.filter(({ created }) => created === id),
  ]
  for (const operation of ended) await (await journal.take(operation)).close()
}

/**
 * Does something with each item, even after one has failed. Throws the first error when all were tried, and reports the others as
 * notes; an interruption or a bug ends it at once.
 */
export async function oneByOne<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
  act: (item: Item) => Promise<void>,
  context: Parts<'host' | 'messages'>,
): Promise<void> {
  const failed: { item: Item; error: DgshError }[] = []
  for (const item of items) {
    try {
      await act(item)
    } catch (error) {
      if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
      failed.push({ item, error })
    }
  }
  const [first, ...others] = failed
  for (const { item, error } of others) context.messages.note(`${nameOf(item)}: ${error.message}`)
  if (first === undefined) return
  if (items.length === 1) throw first.error
  const { code, message, hint, requestId } = first.error
  throw new DgshError(code, `${nameOf(first.item)}: ${message}`, { hint, requestId })
}
