import { accessSync, constants, type Stats } from 'node:fs'
import { DgshError } from '../errors.ts'
import { shellWord } from '../shell.ts'
import { currentUser } from './current-user.ts'

/** Whose files are trusted beside this user's and root's, and who may look into them. */
export interface Trust {
  /** The number of the user who runs dgsh, where it is known without asking a database of users. */
  user?: number | undefined
  /** The number of the user who called sudo: what root uses then may be that user's. */
  caller?: number | undefined
  /** True for a file that nobody else may read. */
  secret?: boolean | undefined
}

/** What is checked: a path and what the system says of it. */
export interface Trusted {
  path: string
  status: Stats
}

const BY_OTHERS = { change: 0o022, read: 0o044 }
const STICKY = 0o1000

/**
 * Throws `file_unusable` for a file or directory of dgsh's that another user could have written, as ssh does for its own: it
 * decides where an API key is sent and which programs are run. Windows has other ways to keep files from others.
 */
export function requireTrusted({ path, status }: Trusted, trust: Trust): void {
  const own = trust.user ?? currentUser()
  if (own === -1) return
  const { uid, mode } = status
  if (own !== undefined && !isOfFriend(uid, own, trust)) {
    throw refuse(
      `${path} belongs to another user (uid ${uid})`,
      `remove it, or, if you trust what it holds: sudo chown ${own} ${shellWord(path)}`,
    )
  }
  const fix = () => `chmod ${status.isDirectory() ? 700 : 600} ${shellWord(path)}`
  const shown = () => (mode & 0o777).toString(8).padStart(4, '0')
  if ((mode & BY_OTHERS.change) !== 0 && !isHarmless(path, status))
    throw refuse(`other users can change ${path} (mode ${shown()})`, fix())
  if (trust.secret === true && status.isFile() && (mode & BY_OTHERS.read) !== 0)
    throw refuse(`other users can read ${path}, which holds secrets (mode ${shown()})`, fix())
}

function isOfFriend(uid: number, own: number, { caller }: Trust): boolean {
  return uid === own || uid === 0 || (own === 0 && uid === caller)
}

/** In a sticky directory others can put files of their own only; a volume that is mounted read-only nobody can change. */
function isHarmless(path: string, status: Stats): boolean {
  if (status.isDirectory() && (status.mode & STICKY) !== 0) return true
  try {
    accessSync(path, constants.W_OK)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EROFS'
  }
}

function refuse(message: string, hint: string): DgshError {
  return new DgshError('file_unusable', message, { hint })
}

/** The number of the user who called sudo (sudo(8)); undefined without it. */
export function callerOfSudo(env: Readonly<Record<string, string | undefined>>): number | undefined {
  return /^\d+$/.test(env.SUDO_UID ?? '') ? Number(env.SUDO_UID) : undefined
}
