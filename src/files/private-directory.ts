import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  readFileSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DgshError } from '../errors.ts'
import { currentUser } from './current-user.ts'
import { makeTemporaryDirectory, namesIn } from './directory.ts'

/** The name of the file that says who uses a private directory. */
const USER_FILE = 'user'

/** In what files for a moment are made: Linux's own directory in memory, which other systems do not have (shm_open(3)). */
const IN_MEMORY = '/dev/shm'

/** What decides where files for a moment are made. */
export interface MomentPlace {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  /** The directory that stands for {@link IN_MEMORY}. */
  inMemory?: string
}

/** Returns the directory for files that are to be on no disk, where there is one; else the one for temporary files. */
export function placeForMoments({ env, platform, inMemory = IN_MEMORY }: MomentPlace): string {
  const runtime = env.XDG_RUNTIME_DIR
  if (runtime && isUsable(runtime)) return runtime
  return platform === 'linux' && isUsable(inMemory) ? inMemory : tmpdir()
}

function isUsable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK)
    return statSync(directory).isDirectory()
  } catch {
    return false
  }
}

/** A directory that only its user can look into. */
export interface PrivateDirectory {
  /** The directory in which it is made. */
  place: string
  /** What its name begins with. */
  prefix: string
}

/** Makes a private directory (0700) that says who uses it. Returns its path. Throws `file_unusable`. */
export async function makePrivateDirectory(
  { place, prefix }: PrivateDirectory,
  user: string,
): Promise<string> {
  const directory = await makeTemporaryDirectory(prefix, place)
  try {
    // The umask may have taken away what the user needs.
    chmodSync(directory, 0o700)
    writeFileSync(join(directory, USER_FILE), user, { mode: 0o600, flag: 'wx' })
    return directory
  } catch (error) {
    removePrivateDirectory(directory)
    throw unwritable(directory, error)
  }
}

/** Returns the error for what cannot be written to a private directory. */
export function unwritable(directory: string, error: unknown): DgshError {
  const { code } = error as NodeJS.ErrnoException
  return new DgshError('file_unusable', `nothing can be written to ${directory} (${code})`, {
    hint: 'set XDG_RUNTIME_DIR to a directory of yours that has room, such as XDG_RUNTIME_DIR=/tmp',
  })
}

/**
 * Removes a private directory with all that is in it, as far as that is possible; what links in it lead to stays. Returns why something
 * is left, as errno name; undefined when nothing is.
 */
export function removePrivateDirectory(directory: string): string | undefined {
  const failures: string[] = []
  removeTree(directory, failures)
  return failures[0]
}

/** Unlike Node's own, it goes on behind what it cannot remove: a command may have left there what belongs to another user. */
function removeTree(path: string, failures: string[]): void {
  try {
    const isDirectory = lstatSync(path).isDirectory()
    for (const name of isDirectory ? namesIn(path) : []) removeTree(join(path, name), failures)
    if (isDirectory) rmdirSync(path)
    else unlinkSync(path)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT') failures.push(code)
  }
}

/** Younger ones may not say yet who uses them. */
const SAFE_AGE_MS = 60_000

/**
 * Removes the private directories that nobody uses any more; `isInUse` decides by what each says. Returns the paths of the removed ones. One
 * that cannot be removed stays; so does what another user made, also for root.
 */
export function sweepPrivateDirectories(
  { place, prefix }: PrivateDirectory,
  isInUse: (user: string) => boolean,
): string[] {
  const found = namesIn(place).filter((name) => name.startsWith(prefix))
  return found.map((name) => join(place, name)).filter((directory) => sweep(directory, isInUse))
}

function sweep(directory: string, isInUse: (user: string) => boolean): boolean {
  try {
    const status = lstatSync(directory)
    const own = currentUser()
    if (!status.isDirectory() || (own !== -1 && status.uid !== own)) return false
    const user = userOf(directory)
    if (user === undefined ? Date.now() - status.mtimeMs < SAFE_AGE_MS : isInUse(user)) return false
    return removePrivateDirectory(directory) === undefined
  } catch {
    // Another dgsh has removed it just now.
    return false
  }
}

function userOf(directory: string): string | undefined {
  try {
    return readFileSync(join(directory, USER_FILE), 'utf8')
  } catch {
    return undefined
  }
}
