import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DgshError } from '../errors.ts'
import { type LogOptions, logOf, type OperationLog, timesOf } from './log.ts'
import type { Operation } from './operation.ts'
import { describeRunner, isOfThisHost, isRunning, type Processes } from './runner.ts'

export type { OperationLog } from './log.ts'

/** What an operation begins with; the rest the journal fills in. */
export type NewOperation = Omit<Operation, 'id' | 'step' | 'delivered' | 'written' | 'seen' | 'runner'>

/** What is being done or was left unfinished: a file for each operation, in the state directory. */
export interface Journal {
  /** All of them, the oldest first. Throws `config_invalid` for a file that cannot be understood. */
  list(): Promise<Operation[]>
  /** True unless it is known that the process that was at it has ended. */
  isRunning(operation: Operation): boolean
  /**
   * Writes the first line of a new one; proves thereby that the journal can be written. Of two rotations of one credential that
   * begin at once only one can: its file has the name of the old one. Throws `failed` for the other.
   */
  begin(operation: NewOperation): Promise<OperationLog>
  /** Goes on with one that was left; shows at once who does. Throws `file_locked` while another process is at it. */
  take(id: string): Promise<OperationLog>
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
      const entries = await Promise.all(namesIn(options.directory).map((name) => options.open(name).read()))
      return entries
        .flatMap(({ operation }) => operation ?? [])
        .sort((a, b) => a.started.localeCompare(b.started))
    },
    isRunning: (operation) => isHeld(operation, options),
    async begin(operation) {
      const id = operation.old ?? randomUUID()
      const runner = describeRunner(options.processes)
      const times = timesOf(options.now())
      const whole: Operation = { ...operation, id, step: 'begun', delivered: 0, ...times, runner }
      options.checkpoint('before begun')
      await options.open(id).update(({ operation: found }) => {
        if (found !== undefined) throw underWay(found)
        return { operation: whole }
      })
      options.debug('journal: begun')
      options.checkpoint('after begun')
      return logOf(whole, options)
    },
    async take(id) {
      const file = options.open(id)
      let taken: Operation | undefined
      await file.update(({ operation }) => {
        requireLeft(operation, file.path, options)
        const { seen } = timesOf(options.now())
        taken = { ...operation, seen, runner: describeRunner(options.processes) }
        return { operation: taken }
      })
      return logOf(taken as Operation, options)
    },
  }
}

function underWay({ old }: Operation): DgshError {
  return new DgshError('failed', `another dgsh is rotating ${old}`, { hint: 'wait for it to end' })
}

function requireLeft(
  operation: Operation | undefined,
  path: string,
  options: JournalOptions,
): asserts operation is Operation {
  if (operation === undefined) throw new DgshError('failed', 'it was finished meanwhile')
  const { runner } = operation
  if (runner === undefined || !isHeld(operation, options)) return
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
