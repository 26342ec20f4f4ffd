import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DgshError } from '../errors.ts'
import { type LogOptions, logOf, type OperationLog, timesOf } from './log.ts'
import type { Operation } from './operation.ts'
import { describeRunner, isOfThisHost, isRunning, type Processes } from './runner.ts'

export type { OperationLog } from './log.ts'

/** What is being done or was left unfinished: a file for each operation, in the state directory. */
export interface Journal {
  /** All of them, the oldest first. Throws `config_invalid` for a file that cannot be understood. */
  list(): Promise<Operation[]>
  /** True unless it is known that the process that was at it has ended. */
  isRunning(operation: Operation): boolean
  /**
   * Writes the first line of a new one; proves thereby that the journal can be written. Of two rotations of one credential that
   * begin at once only one can: they have one file. Throws `failed` for the other.
   */
  begin<New extends Operation>(operation: New): Promise<OperationLog<New>>
  /** Takes one that was left; shows at once which process does. Throws `file_locked` while another process is at it. */
  take<Left extends Operation>(left: Left): Promise<OperationLog<Left>>
}

/** What the journal needs. */
export interface JournalOptions extends LogOptions {
  /** Undefined where there is no home directory. */
  directory: string | undefined
  processes: Processes
}

/** Opens the journal; nothing is read or written yet. */
export function openJournal(options: JournalOptions): Journal {
  return {
    async list() {
      const operations = await Promise.all(
        namesIn(options.directory).map((name) => options.open(name).read()),
      )
      return operations
        .flatMap((operation) => operation ?? [])
        .sort((a, b) => a.started.localeCompare(b.started))
    },
    isRunning: (operation) => isHeld(operation, options),
    begin: (operation) => begin(operation, options),
    take: (left) => take(left, options),
  }
}

async function begin<New extends Operation>(
  operation: New,
  options: JournalOptions,
): Promise<OperationLog<New>> {
  const begun = { ...operation, ...timesOf(options.now()), runner: describeRunner(options.processes) }
  options.checkpoint('before begun')
  await options.open(begun.id).update((found) => {
    if (found === undefined) return begun
    throw new DgshError('failed', `another dgsh is rotating ${begun.id}`, { hint: 'wait for it to end' })
  })
  options.debug('journal: begun')
  options.checkpoint('after begun')
  return logOf(begun, options)
}

async function take<Left extends Operation>(
  left: Left,
  options: JournalOptions,
): Promise<OperationLog<Left>> {
  const file = options.open(left.id)
  let taken = left
  await file.update((found) => {
    requireLeft(found, left, file.path, options)
    const { seen } = timesOf(options.now())
    taken = { ...found, seen, runner: describeRunner(options.processes) }
    return taken
  })
  return logOf(taken, options)
}

function requireLeft<Left extends Operation>(
  found: Operation | undefined,
  left: Left,
  path: string,
  options: JournalOptions,
): asserts found is Left {
  if (found?.kind !== left.kind) throw new DgshError('failed', 'it was finished meanwhile')
  const { runner } = found
  if (runner === undefined || !isHeld(found, options)) return
  throw new DgshError('file_locked', `process ${runner.pid} on ${runner.host} is at it`, {
    hint: `wait for it to end; if it has ended, remove "runner" from ${path}`,
  })
}

/** After so long without a sign, a process on another machine is taken for gone: that may have been a container. */
const SILENCE_MS = 10 * 60_000

function isHeld(operation: Operation, { processes, now }: JournalOptions): boolean {
  const { runner, started, written = started, seen = written } = operation
  if (runner === undefined) return false
  if (!isOfThisHost(runner)) return now().getTime() - Date.parse(seen) < SILENCE_MS
  return runner.pid !== processes.own && isRunning(runner, processes)
}

function namesIn(directory: string | undefined): string[] {
  try {
    const files = directory === undefined ? [] : readdirSync(directory)
    return files.flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? [])
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw new DgshError('file_unusable', `${directory} cannot be read (${code})`, {
      hint: 'check the permissions of the directory, or choose another with DGSH_STATE_DIR',
    })
  }
}

/** The directory of the journal in the state directory. */
export function journalDirectory(state: string | undefined): string | undefined {
  return state === undefined ? undefined : join(state, 'journal')
}
