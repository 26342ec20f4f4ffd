import { readFileSync, statSync } from 'node:fs'

/** What is in a file; the empty text when it is not there; or why it cannot be read, as the end of a sentence. */
export type FileText = { text: string } | { reason: string }

/** A file with logins has a few kilobytes. */
const LARGEST_FILE = 4 * 1024 * 1024

/** Reads a file that somebody else may have made: what is no file, or too large to be one of logins, is not read. */
export function readLoginFile(path: string): FileText {
  try {
    const status = statSync(path)
    // To open a named pipe would wait for its writer.
    if (!status.isFile()) return { reason: 'it is no file' }
    if (status.size > LARGEST_FILE) return { reason: 'it is larger than 4 MB' }
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ENOTDIR' ? { text: '' } : { reason: `it cannot be read (${code})` }
  }
}
