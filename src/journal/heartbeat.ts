import { DgshError } from '../errors.ts'
import type { Operation } from './operation.ts'
import type { OperationFile } from './operation-file.ts'
import { requireOwn } from './runner.ts'

/** How often a runner shows that it is there: a few times may fail before others take it for gone. */
const BEAT_MS = 60_000

/** What is needed to show that one is there. */
export interface HeartbeatOptions {
  now(): Date
  /** Does something again and again until what it gives is called; keeps no process alive. */
  every(ms: number, action: () => Promise<void>): () => void
  debug(message: string): void
}

/** Shows by `seen` that the runner of an operation is there, for as long as the operation is that runner's. */
export interface Heartbeat {
  /** Ends it; to be waited for where the file must not be written after that. May be called again. */
  end(): Promise<void>
}

/** Begins to show it. What is asked and waited for may take hours, in which no step is written. */
export function startHeartbeat(
  file: OperationFile,
  own: Operation,
  { now, every, debug }: HeartbeatOptions,
): Heartbeat {
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
  return {
    async end() {
      stop()
      await current
    },
  }
}
