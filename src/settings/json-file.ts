import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import * as v from 'valibot'
import { DgshError } from '../errors.ts'

/** A JSON file of ours: one object, readable by its owner only. */
export interface JsonFile<Content> {
  /** Its absolute path. */
  readonly path: string
  /** The content; that of an empty file when it does not exist. Throws `config_invalid`, and leaves the file alone. */
  read(): Promise<Content>
  /**
   * Changes it under a lock that keeps other processes of dgsh away, by atomic replace, 0600, in a directory that is
   * made 0700 when missing. Throws `file_unusable`, and what `read` throws.
   */
  update(change: (content: Content) => Content): Promise<void>
  /** Proves that it can be changed, and does not change it; its directory is made. Throws `file_unusable`, and what `read` throws. */
  probe(): Promise<void>
}

/** What the file must look like, and what it is called. */
export interface JsonFileOptions<Content> {
  directory: string
  /** The file's name without `.json`. */
  name: string
  schema: v.GenericSchema<unknown, Content>
}

/** A file that `conf` reads and writes; conf is not loaded to read a file that does not exist. */
export function openJsonFile<Content extends object>({
  directory,
  name,
  schema,
}: JsonFileOptions<Content>): JsonFile<Content> {
  const path = join(directory, `${name}.json`)
  const read = async () => {
    const found = existsSync(path)
      ? await attempt(path, 'read', async () => (await openConf(directory, name)).store)
      : {}
    const result = v.safeParse(schema, found)
    if (result.success) return result.output
    const place = v.getDotPath(result.issues[0])
    throw invalid(path, `does not look like a file of dgsh${place === null ? '' : ` (at ${place})`}`)
  }
  return {
    path,
    read,
    update: (change) =>
      attempt(path, 'written', async () => {
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        await withLock(path, async (requireLock) => {
          const content = change(await read())
          const conf = await openConf(directory, name)
          requireLock()
          conf.store = content as Record<string, unknown>
        })
      }),
    probe: () =>
      attempt(path, 'written', async () => {
        await read()
        // The directory stays: another dgsh may be about to write into it.
        mkdirSync(directory, { recursive: true, mode: 0o700 })
        await withLock(path, async () => tryWriting(path))
      }),
  }
}

/** How long a lock is believed whose holder gives no sign of life: it was killed. */
const STALE_MS = 5000

/** How long another process is waited for; longer than {@link STALE_MS}. */
const PATIENCE_MS = 12_000

/** Does something while no other process does it; `requireLock` throws when the lock was lost meanwhile. */
async function withLock(path: string, action: (requireLock: () => void) => Promise<void>): Promise<void> {
  let lost: Error | undefined
  const release = await takeLock(path, (error) => {
    lost = error
  })
  const requireLock = () => {
    if (lost !== undefined) throw lost
  }
  try {
    await action(requireLock)
  } finally {
    if (lost === undefined) await release()
  }
}

/** The package's own retries would also repeat what no waiting mends, such as a directory that may not be written to. */
async function takeLock(path: string, onCompromised: (error: Error) => void): Promise<() => Promise<void>> {
  const { lock } = await import('proper-lockfile')
  const giveUp = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await lock(path, { realpath: false, stale: STALE_MS, retries: 0, onCompromised })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED' || Date.now() > giveUp) throw error
      // Not all at once again.
      await setTimeout(10 + Math.random() * 40)
    }
  }
}

/** As many bytes as the largest file of ours is expected to have: a disk that is all but full is found out. */
const PROBE_BYTES = 16 * 1024

function tryWriting(path: string): void {
  const file = `${path}.probe`
  try {
    writeFileSync(file, Buffer.alloc(PROBE_BYTES), { mode: 0o600, flush: true })
  } finally {
    rmSync(file, { force: true })
  }
}

async function openConf(directory: string, configName: string) {
  const { default: Conf } = await import('conf')
  return new Conf<Record<string, unknown>>({
    cwd: directory,
    configName,
    projectSuffix: '',
    configFileMode: 0o600,
    deserialize: parseObject,
  })
}

/** conf would make an empty object of a list or of null, and write that back. */
function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new NotAnObject()
}

class NotAnObject extends Error {}

async function attempt<Value>(
  path: string,
  verb: 'read' | 'written',
  action: () => Promise<Value>,
): Promise<Value> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(path, 'is not valid JSON')
    if (error instanceof NotAnObject) throw invalid(path, 'does not look like a file of dgsh')
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined || error instanceof DgshError) throw error
    if (code === 'ELOCKED') {
      throw new DgshError('file_unusable', `${path} is locked by another dgsh`, {
        hint: `try again; if no other runs, remove ${path}.lock`,
      })
    }
    throw new DgshError('file_unusable', `${path} cannot be ${verb} (${code})`, {
      hint: 'check the permissions of the file and its directory, or choose another with DGSH_CONFIG_DIR and DGSH_STATE_DIR',
    })
  }
}

function invalid(path: string, problem: string): DgshError {
  return new DgshError('config_invalid', `${path} ${problem}`, {
    hint: 'mend it in an editor, or move it away to start anew',
  })
}
