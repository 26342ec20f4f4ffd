import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DgshError } from '../errors.ts'
import { currentUser } from '../files/current-user.ts'

/**
 * Makes an empty file, 0600, that a secret will be written to: that it can be is known before there is a secret. Throws
 * `file_unusable`, also when there is a file already.
 */
export function reserveSecretFile(path: string): void {
  attempt(path, () => closeSync(openSync(path, 'wx', 0o600)))
}

/** Writes the secret with a line end, to the reserved file or to a new one; what holds anything else is left alone. */
export function writeSecretFile(path: string, secret: string): void {
  const text = `${secret}\n`
  const found = read(path)
  if (found === text) return
  // The start of it was written when dgsh was killed.
  if (found !== undefined && !text.startsWith(found)) throw exists(path)
  if (found === undefined) reserveSecretFile(path)
  attempt(path, () => {
    const file = openSync(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0))
    try {
      if (!isOwn(file)) throw exists(path)
      writeFileSync(file, text, { flush: true })
    } finally {
      closeSync(file)
    }
  })
}

/** The same; gives why where it cannot be written. */
export function tryWritingSecretFile(path: string, secret: string): DgshError | undefined {
  try {
    writeSecretFile(path, secret)
    return undefined
  } catch (error) {
    if (error instanceof DgshError) return error
    throw error
  }
}

/** The reserved file is gone after an interruption, and somebody may have put another there, or a link. */
function isOwn(file: number): boolean {
  const own = currentUser()
  const status = fstatSync(file)
  const { uid, mode } = status
  // Windows has neither.
  return status.isFile() && (own === -1 || ((own === undefined || uid === own) && (mode & 0o077) === 0))
}

/** A file that is yet to be made, and the option that named it. */
export interface NewFile {
  path: string
  option: '--file'
}

/**
 * Makes a new file, 0600, of the text that `make` returns. The file is made first, so that nothing is asked in vain, and does not
 * stay when something fails. Throws `file_unusable`, also when there is a file already.
 */
export async function writeNewFile({ path, option }: NewFile, make: () => Promise<string>): Promise<void> {
  const file = attempt(path, () => openSync(path, 'wx', 0o600), option)
  try {
    const text = await make()
    attempt(path, () => writeFileSync(file, text, { flush: true }), option)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(file)
  }
}

/** Removes the reserved file again, if nothing was written to it. */
export function dropSecretFile(path: string): void {
  if (read(path) === '') rmSync(path, { force: true })
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function attempt<Value>(path: string, action: () => Value, option: Option = '--secret-file'): Value {
  try {
    return action()
  } catch (error) {
    if (error instanceof DgshError) throw error
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ELOOP') throw exists(path, option)
    throw new DgshError('file_unusable', `${path} cannot be written (${code})`, {
      hint: `name another file with ${option}`,
    })
  }
}

/** The options that name such a file. */
type Option = NewFile['option'] | '--secret-file'

function exists(path: string, option: Option = '--secret-file'): DgshError {
  return new DgshError('file_unusable', `${path} is there already, and is never overwritten`, {
    hint: `name another file with ${option}, or move that one away`,
  })
}
