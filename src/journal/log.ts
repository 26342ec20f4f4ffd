import { DgshError } from '../errors.ts'
import type { Operation } from './operation.ts'
import type { OperationFile } from './operation-file.ts'
import { requireOwn } from './runner.ts'

/** One operation that this process is at. Until `release` or `close` it shows each minute that it is. */
export interface OperationLog<Op extends Operation = Operation> {
  /** As it was written last. */
  readonly operation: Op
  /**
   * Writes how far it is, before that is done. Throws `failed`, with nothing changed, when another process went on with it
   * meanwhile or ended it; and `file_unusable`, `file_locked` or `config_invalid`.
   */
  write(changes: Partial<Op>): Promise<void>
  /** Forgets it: it is done, or undone. Throws what `write` throws, but not when it is forgotten already. */
  close(): Promise<void>
  /**
   * Releases it, done or not, and writes nothing: to be called when this process stops working on it, or other machines
   * would take it for running as long as the process does other things. Does nothing after `close`.
   */
  release(): void
}

/** How often a runner shows that it is there: a few times may fail before others take it for gone. */
const BEAT_MS = 60_000

/** What is needed to write of operations. */
export interface LogOptions {
  now(): Date
  /** Does something again and again until what it gives is called; keeps no process alive. */
  every(ms: number, action: () => Promise<void>): () => void
  debug(message: string): void
  /** Opens the file of that name in the directory of the journal. */
  open(name: string): OperationFile
  /** Told of each point before and after a line is written: tests end the process there. */
  checkpoint(point: string): void
}

/** Opens an operation as this process has just written it. */
export function logOf<Op extends Operation>(begun: Op, options: LogOptions): OperationLog<Op> {
  const { open, checkpoint, debug, now } = options
  const file = open(begun.id)
  const endHeartbeat = startHeartbeat(file, begun, options)
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
      await file.update((found) => {
        requireOwn(found, begun)
        return next
      })
      operation = next
      debug(`journal: ${point}`)
      checkpoint(`after ${point}`)
    },
    async close() {
      checkpoint('before the end')
      await endHeartbeat()
      await forget(file, begun)
      debug('journal: the end')
      checkpoint('after the end')
    },
    release: () => void endHeartbeat(),
  }
}

/** The times of a line that is written now. */
export function timesOf(now: Date): { written: string; seen: string } {
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

async function forget(file: OperationFile, own: Operation): Promise<void> {
  try {
    await file.remove((found) => found !== undefined && requireOwn(found, own))
  } catch (error) {
    if (!(error instanceof DgshError) || error.code !== 'file_unusable') throw error
    throw new DgshError(error.code, error.message, { hint: 'everything is done; remove the file by hand' })
  }
}

/**
 * Shows by `seen` that the runner of an operation is there, for as long as the operation is that runner's: what is asked and awaited
 * may take hours, in which no step is written. Returns what ends it, to be awaited where the file must not be written after that.
 */
function startHeartbeat(
  file: OperationFile,
  own: Operation,
  { now, every, debug }: LogOptions,
): () => Promise<void> {
  let current: Promise<void> | undefined
  const stop = every(BEAT_MS, () => {
    current ??= beat().finally(() => {
      current = undefined
    })
    return current
  })
  async function beat(): Promise<void> {
    try {
      await file.update((found) => {
        requireOwn(found, own)
        // No more than that: the line may be newer than any that is known here.
        return { ...found, seen: now().toISOString() }
      })
    } catch (error) {
      debug(`journal: not renewed: ${error instanceof Error ? error.message : error}`)
      if (error instanceof DgshError && error.code === 'failed') stop()
    }
  }
  return async () => {
    stop()
    await current
  }
}
