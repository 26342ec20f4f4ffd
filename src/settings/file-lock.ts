import { mkdir, rmdir, stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { DgshError } from '../errors.ts'

const RETRY_MS = 20
const PATIENCE_MS = 5000
/** A lock this old was left behind by a process that was killed: nobody holds one for longer than a write takes. */
const STALE_MS = 10_000

/**
 * Runs an action while no other dgsh runs one for the same file. The lock is the directory `<path>.lock`, because making
 * a directory is atomic everywhere. Throws `file_unusable` when it cannot be had within five seconds.
 */
export async function withFileLock<Value>(path: string, action: () => Promise<Value>): Promise<Value> {
  const lock = `${path}.lock`
  const deadline = Date.now() + PATIENCE_MS
  while (!(await acquire(lock))) {
    if (Date.now() > deadline) {
      throw new DgshError('file_unusable', `${path} is locked by another dgsh`, {
        hint: `wait for it to end, or remove ${lock} if there is none`,
      })
    }
    await sleep(RETRY_MS)
  }
  try {
    return await action()
  } finally {
    await rmdir(lock).catch(() => {})
  }
}

async function acquire(lock: string): Promise<boolean> {
  try {
    await mkdir(lock, { mode: 0o700 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const age =
      Date.now() -
      (await stat(lock)
        .then(({ mtimeMs }) => mtimeMs)
        .catch(() => Date.now()))
    if (age > STALE_MS) await rmdir(lock).catch(() => {})
    return false
  }
}
