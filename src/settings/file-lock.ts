import { setTimeout as sleep } from 'node:timers/promises'
import { DgshError } from '../errors.ts'

/** How long a lock is believed whose holder gives no sign of life: it was killed. */
const STALE_MS = 5000

/** How long another process is waited for; longer than {@link STALE_MS}. */
const PATIENCE_MS = 12_000

/** How a lock is taken. */
export interface LockOptions {
  /** Milliseconds that another process is waited for; 0 to give up at once. */
  patience?: number
}

/**
 * Runs an action while no other dgsh runs one for the same file; `requireLock` throws when the lock was lost meanwhile, as
 * it is on a machine that slept. Throws `file_locked` when another process keeps the lock.
 */
export async function withFileLock<Value>(
  path: string,
  action: (requireLock: () => void) => Promise<Value>,
  { patience = PATIENCE_MS }: LockOptions = {},
): Promise<Value> {
  let lost: Error | undefined
  const release = await takeLock(path, patience, (error) => {
    lost = error
  })
  try {
    return await action(() => {
      if (lost !== undefined) throw lost
    })
  } finally {
    // What was done is done: a lock that cannot be removed gets stale.
    if (lost === undefined) await release().catch(() => {})
  }
}

/** The package's own retries would also repeat what no waiting mends, such as a directory that may not be written to. */
async function takeLock(
  path: string,
  patience: number,
  onCompromised: (error: Error) => void,
): Promise<() => Promise<void>> {
  const { lock } = await import('proper-lockfile')
  const giveUp = Date.now() + patience
  for (;;) {
    try {
      return await lock(path, { realpath: false, stale: STALE_MS, retries: 0, onCompromised })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
      if (Date.now() >= giveUp) throw locked(path)
      // Not all at once again.
      await sleep(10 + Math.random() * 40)
    }
  }
}

function locked(path: string): DgshError {
  return new DgshError('file_locked', `${path} is locked by another dgsh`, {
    hint: `wait for it to end; if none runs, remove ${path}.lock`,
  })
}
