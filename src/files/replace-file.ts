import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DgshError } from '../errors.ts'
import { currentUser } from './current-user.ts'
import { makeDirectory, realPath } from './directory.ts'
import { removeLeftovers } from './leftovers.ts'

/** What a file is to hold. */
export interface Replacement {
  /** What it holds now; undefined where it is not there. Another program may have written it meanwhile. */
  before: string | undefined
  /** Undefined to remove it. */
  after: string | undefined
}

/**
 * Returns the path of the file that a path means, also where it is a link to a file that is not there yet: engines make that file
 * (docker/cli, cli/config/configfile, Save).
 */
export function targetPath(path: string): string {
  let target = path
  // A circle of links leads to no file.
  for (let links = 0; links < 40 && isDangling(target); links += 1)
    target = resolve(dirname(target), readlinkSync(target))
  return realPath(target)
}

function isDangling(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink() && !isThere(path)
  } catch {
    return false
  }
}

function isThere(path: string): boolean {
  try {
    statSync(path)
    return true
  } catch {
    return false
  }
}

/**
 * Replaces the file of another program at once, so that it is never seen half-written, with its mode and its owner; a new one is 0600, in
 * a directory 0700. A file that cannot be replaced, such as one that is mounted into a container by itself, is written in its place.
 * What was left of an earlier one that was killed is removed. Throws `file_unusable`, and `failed` where another program has changed it meanwhile.
 */
export function replaceFile(path: string, { before, after }: Replacement): void {
  const target = targetPath(path)
  attempt(target, () => {
    removeLeftovers(target)
    requireUnchanged(target, before)
    if (before === undefined && after !== undefined) makeDirectory(dirname(target))
    if (after === undefined) rmSync(target, { force: true })
    else writeAnew(target, before, after)
  })
}

function writeAnew(target: string, before: string | undefined, after: string): void {
  const temporary = makeTemporary(target)
  // In a directory that belongs to somebody else no file can be made; what is in it may be writable all the same.
  if (temporary === undefined) {
    writeInPlace(target, before, after)
    return
  }
  try {
    writeAll(temporary.file, after)
    const isLike = before === undefined || takeStatus(temporary.file, target)
    requireUnchanged(target, before)
    if (isLike && rename(temporary.path, target)) return
    writeInPlace(target, before, after)
  } finally {
    closeSync(temporary.file)
    rmSync(temporary.path, { force: true })
  }
}

function makeTemporary(target: string): { path: string; file: number } | undefined {
  // Named as the files that `removeLeftovers` removes.
  const number = String(Date.now()).slice(0, 10)
  const path = `${target}.tmp-${number}${randomBytes(3).toString('hex')}`
  try {
    return { path, file: openSync(path, 'wx', 0o600) }
  } catch (error) {
    if (!isThere(target)) throw error
    return undefined
  }
}

/** Gives the file the mode and the owner of another; false where the system does not let it have that owner. Windows knows no owners. */
function takeStatus(file: number, other: string): boolean {
  const { mode, uid, gid } = statSync(other)
  try {
    fchownSync(file, uid, gid)
  } catch {
    return currentUser() === -1
  }
  fchmodSync(file, mode & 0o7777)
  return true
}

/** False where something is mounted on the file. */
function rename(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EBUSY' || code === 'EXDEV') return false
    throw error
  }
}

/** The text is there before what is behind it is cut off: at no time is the file empty. */
function writeInPlace(target: string, before: string | undefined, after: string): void {
  requireUnchanged(target, before)
  const file = openSync(target, 'r+')
  try {
    writeAll(file, after)
  } finally {
    closeSync(file)
  }
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, done)
  ftruncateSync(file, bytes.length)
  fsyncSync(file)
}

function requireUnchanged(target: string, before: string | undefined): void {
  const found = isThere(target) ? readFileSync(target, 'utf8') : undefined
  if (found === before) return
  throw new DgshError('failed', `${target} was changed by another program meanwhile`, {
    hint: 'run the command again',
  })
}

function attempt(path: string, action: () => void): void {
  try {
    action()
  } catch (error) {
    if (error instanceof DgshError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new DgshError('file_unusable', `${path} cannot be written (${code})`, {
      hint: `look at who owns it and its directory: ls -ld ${dirname(path)} ${path}`,
    })
  }
}
