import { mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DgshError } from '../errors.ts'

/**
 * Makes a directory for its user only (0700), and those above it that are missing; does nothing where it is there. Throws the
 * system's error. Node's own `recursive` never ends where a directory cannot be made and the system says that the one
 * above is missing, as in `/proc`.
 */
export function makeDirectory(path: string): void {
  const failure = tryMaking(path)
  if (failure === undefined) return
  const above = dirname(path)
  if (failure.code !== 'ENOENT' || above === path || isDirectory(above)) throw failure
  makeDirectory(above)
  const second = tryMaking(path)
  if (second !== undefined) throw second
}

/** Returns the error when there is no directory afterwards, no matter which process made it. */
function tryMaking(path: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(path, { mode: 0o700 })
    return undefined
  } catch (error) {
    return isDirectory(path) ? undefined : (error as NodeJS.ErrnoException)
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Makes a new directory for its user only, whose name begins with `prefix`. Throws `file_unusable`. */
export async function makeTemporaryDirectory(prefix: string, base: string): Promise<string> {
  try {
    return await mkdtemp(join(base, prefix))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new DgshError('file_unusable', `no temporary directory can be made in ${base} (${code})`, {
      hint: 'set TMPDIR to a directory that you can write to, such as TMPDIR=/tmp',
    })
  }
}

/** Returns the names in a directory, in the system's order; none for one that is not there or cannot be read. */
export function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/** Returns the path without links; a path that leads nowhere as it is. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
