import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { DgshError } from '../errors.ts'
import { type Operation, operationSchema } from './operation.ts'
import { describeRunner, isOfThisHost, isRunning, type Processes } from './runner.ts'

/** What an operation begins with; the rest the journal fills in. */
export type NewOperation = Omit<Operation, 'id' | 'step' | 'delivered' | 'written' | 'seen' | 'runner'>

/** One operation that this process is at. */
export interface OperationLog {
  /** As it was written last. */
  readonly operation: Operation
  /** Writes how far it is, before that is done. Throws `file_unusable`, `file_locked` or `config_invalid`. */
  write(changes: Partial<Operation>): Promise<void>
  /** Forgets it: it is done, or undone. */
  close(): Promise<void>
}

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
  /** Goes on with one that was left. Throws `file_locked` while another process is at it. */
  take(id: string): Promise<OperationLog>
}

/** A file of one operation, as settings/json-file.ts opens it. */
export interface OperationFile {
  readonly path: string
  read(): Promise<OperationEntry>
  update(change: (entry: OperationEntry) => OperationEntry): Promise<void>
}

/** The content of such a file; empty before it is written. */
export type OperationEntry = v.InferOutput<typeof entrySchema>

/** The shape of such a file. */
export const entrySchema = v.object({ operation: v.optional(operationSchema) })

/** What the journal needs. */
export interface JournalOptions {
  /** Undefined where there is no home directory. */
  directory: string | undefined
  /** Opens the file of that name in the directory. */
  open(name: string): OperationFile
  processes: Processes
  now(): Date
  /** Told of each point before and after a line is written: tests end the process there. */
  checkpoint(point: string): void
  debug(message: string): void
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

function logOf(begun: Operation, { open, checkpoint, debug, now }: JournalOptions): OperationLog {
  const file = open(begun.id)
  let operation = begun
  const points = new Map<string, number>()
  return {
    get operation() {
      return operation
    },
    async write(changes) {
      const next = { ...operation, ...changes, ...timesOf(now()) }
      const point = nameOfPoint(next, points)
      checkpoint(`before ${point}`)
      await file.update(() => ({ operation: next }))
      operation = next
      debug(`journal: ${point}`)
      checkpoint(`after ${point}`)
    },
    async close() {
      checkpoint('before the end')
      forget(file.path)
      debug('journal: the end')
      checkpoint('after the end')
    },
  }
}

/** The times of a line that is written now. */
function timesOf(now: Date): { written: string; seen: string } {
  const time = now.toISOString()
  return { written: time, seen: time }
}

/** The step; for a target its number; and how often, when it is written again. */
function nameOfPoint({ step, delivered }: Operation, points: Map<string, number>): string {
  const point = step === 'delivering' ? `${step} ${delivered + 1}` : step
  const times = (points.get(point) ?? 0) + 1
  points.set(point, times)
  return times === 1 ? point : `${point}, no. ${times}`
}

function forget(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch (error) {
    throw new DgshError(
      'file_unusable',
      `${path} cannot be removed (${(error as NodeJS.ErrnoException).code})`,
      {
        hint: 'everything is done; remove the file by hand',
      },
    )
  }
}

function namesIn(directory: string | undefined): string[] {
  try {
    const files = directory === undefined ? [] : readdirSync(directory)
    return files.flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? [])
  } catch {
    return []
  }
}

/** The directory of the journal in the state directory. */
export function journalDirectory(state: string | undefined): string | undefined {
  return state === undefined ? undefined : join(state, 'journal')
}
