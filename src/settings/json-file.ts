import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { DgshError } from '../errors.ts'
import { leftoversOf, removeLeftovers } from '../files/leftovers.ts'
import { makeOwnDirectory, readOwnFile } from '../files/own-file.ts'
import type { Trust } from '../files/trust.ts'
import { isJsonObject } from '../json.ts'
import { withFileLock } from './file-lock.ts'

/** A JSON file of ours: one object, readable by its owner only. */
export interface JsonFile<Content> {
  /** Its absolute path; empty when there is no directory for it. */
  readonly path: string
  /**
   * The content; that of an empty file when it does not exist. Throws `config_invalid`, or `file_unusable` as `readOwnFile` does, and
   * leaves the file alone.
   */
  read(): Promise<Content>
  /**
   * Makes new content of the old, under a lock that keeps other processes of dgsh away, and writes it by atomic replace,
   * 0600, in a directory that is made 0700 when missing. Throws `file_unusable`, `file_locked`, and what `read` throws.
   */
  update(change: (content: Content) => Content): Promise<void>
  /**
   * Removes it, if there is one, under the same lock; `check` keeps it by throwing. Throws `file_unusable`, `file_locked`, and
   * what `read` throws.
   */
  remove(check: (content: Content) => void): Promise<void>
  /** Removes what dgsh was writing when it was killed; every change does so, too. Throws `file_unusable` and `file_locked`. */
  sweep(): Promise<void>
  /** Proves that it can be changed, and does not change it; its directory is made. Throws what `update` throws. */
  probe(): Promise<void>
}

/** What the file must look like, and what it is called. */
export interface JsonFileOptions<Content> {
  /** Undefined where there is no home directory: the file is empty then, and cannot be written. */
  directory: string | undefined
  /** The file's name without `.json`. */
  name: string
  schema: v.GenericSchema<unknown, Content>
  /** Who else may have written it, and whether others may read it. */
  trust?: Trust | undefined
}

/** A file that `conf` writes, and is loaded for only then: it would read whatever is in the file's place. */
export function openJsonFile<Content extends object>({
  directory,
  name,
  schema,
  trust = {},
}: JsonFileOptions<Content>): JsonFile<Content> {
  if (directory === undefined) return nowhere(name, schema)
  const path = join(directory, `${name}.json`)
  const read = async () => {
    const found = await attempt(path, 'read', async () => parseObject(readOwnFile(path, trust) ?? '{}'))
    const result = v.safeParse(schema, found)
    if (result.success) return result.output
    const place = v.getDotPath(result.issues[0])
    throw invalid(path, `does not look like a file of dgsh${place === null ? '' : ` (at ${place})`}`)
  }
  // The directory stays when nothing is written: another dgsh may be about to write into it.
  const whileLocked = (action: (requireLock: () => void) => Promise<void>) =>
    attempt(path, 'written', async () => {
      makeOwnDirectory(directory, trust)
      await withFileLock(path, async (requireLock) => {
        removeLeftovers(path)
        await action(requireLock)
      })
    })
  return {
    path,
    read,
    update: (change) =>
      whileLocked(async (requireLock) => {
        const content = change(await read())
        const conf = await openConf(directory, name)
        requireLock()
        conf.store = content as Record<string, unknown>
      }),
    remove: (check) => attempt(path, 'removed', () => removeFile(path, async () => check(await read()))),
    async sweep() {
      if (leftoversOf(path).length > 0) await whileLocked(async () => {})
    },
    async probe() {
      await read()
      await whileLocked(async () => tryWriting(path))
    },
  }
}

function nowhere<Content>(name: string, schema: v.GenericSchema<unknown, Content>): JsonFile<Content> {
  const refuse = async () => {
    throw new DgshError('file_unusable', `there is no home directory to keep ${name}.json in`, {
      hint: 'set HOME, or DGSH_CONFIG_DIR and DGSH_STATE_DIR, to absolute paths',
    })
  }
  const read = async () => v.parse(schema, {})
  return { path: '', read, update: refuse, remove: refuse, sweep: async () => {}, probe: refuse }
}

async function removeFile(path: string, check: () => Promise<void>): Promise<void> {
  const remove = async (requireLock: () => void) => {
    removeLeftovers(path)
    if (!existsSync(path)) return
    await check()
    requireLock()
    rmSync(path, { force: true })
  }
  let isLocked = false
  try {
    await withFileLock(path, (requireLock) => {
      isLocked = true
      return remove(requireLock)
    })
  } catch (error) {
    // A disk that is too full for a lock still lets a file go.
    if (isLocked || error instanceof DgshError) throw error
    await remove(() => {})
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
    // What is in the file was read and checked before; conf only replaces it.
    deserialize: () => ({}),
  })
}

function parseObject(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (isJsonObject(value)) return value
  throw new NotAnObject()
}

class NotAnObject extends Error {}

async function attempt<Value>(
  path: string,
  verb: 'read' | 'written' | 'removed',
  action: () => Promise<Value>,
): Promise<Value> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof DgshError) throw error
    if (error instanceof SyntaxError) throw invalid(path, 'is not valid JSON')
    if (error instanceof NotAnObject) throw invalid(path, 'does not look like a file of dgsh')
    const code = (error as NodeJS.ErrnoException).code
    if (code === undefined) throw error
    throw new DgshError('file_unusable', `${path} cannot be ${verb} (${code})`, {
      hint: 'check the permissions of the file and its directory, or choose another with DGSH_CONFIG_DIR and DGSH_STATE_DIR',
    })
  }
}

function invalid(path: string, problem: string): DgshError {
  return new DgshError('config_invalid', `${path} ${problem}`, {
    hint: 'fix it in an editor, or move it away to start anew',
  })
}
