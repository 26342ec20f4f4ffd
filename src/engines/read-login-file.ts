import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'

/** Why a file cannot be read; `denied` to this user, `directory-denied` where he may not even look into its directory. */
export type FileReason = 'not-regular' | 'too-large' | 'denied' | 'directory-denied' | 'unreadable'

/** What is in a file, or why it cannot be read. */
export type FileText =
  | {
      /** Empty when it is not there. */
      text: string
      isMissing?: boolean
      /** True where it cannot even be made, as what should be its directory is a file. */
      isBelowFile?: boolean
      /** False where bytes that are no UTF-8 were replaced. */
      isUtf8?: boolean
    }
  | {
      reason: FileReason
      /** The end of a sentence about the file. */
      problem: string
    }

/** A file with logins has a few kilobytes. */
const LARGEST_FILE = 4 * 1024 * 1024

/** Reads a file that somebody else may have made: what is no file, or too large to be one of logins, is not read. */
export function readLoginFile(path: string): FileText {
  try {
    const status = statSync(path)
    // To open a named pipe would wait for its writer.
    if (!status.isFile()) return { reason: 'not-regular', problem: 'is not a regular file' }
    if (status.size > LARGEST_FILE) return { reason: 'too-large', problem: 'is larger than 4 MB' }
    const bytes = readFileSync(path)
    const text = bytes.toString('utf8')
    return isUtf8(bytes) ? { text } : { text, isUtf8: false }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { text: '', isMissing: true }
    if (code === 'ENOTDIR') return { text: '', isMissing: true, isBelowFile: true }
    const denied = syscall === 'stat' ? 'directory-denied' : 'denied'
    return { reason: code === 'EACCES' ? denied : 'unreadable', problem: `cannot be read (${code})` }
  }
}
