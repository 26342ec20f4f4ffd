import { lstatSync, statSync } from 'node:fs'
import { currentUser } from './current-user.ts'

/** What the system says of a file, beside its content. */
export interface FileStatus {
  /** False also for what cannot be looked at. */
  isThere: boolean
  /** Undefined where nothing is there. */
  mode: number | undefined
  /** False for a file of another user. */
  isOwn: boolean
  /** True for a link that leads to nothing. */
  dangles: boolean
}

/** Returns the status of a file, of what it leads to where it is a link. */
export function readStatus(path: string): FileStatus {
  try {
    const { mode, uid } = statSync(path)
    const isOwn = [-1, uid].includes(currentUser() ?? uid)
    return { isThere: true, mode, isOwn, dangles: false }
  } catch (error) {
    const dangles = (error as NodeJS.ErrnoException).code === 'ENOENT' && isLink(path)
    return { isThere: false, mode: undefined, isOwn: true, dangles }
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink()
  } catch {
    return false
  }
}
