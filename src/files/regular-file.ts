import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'

/** What is in a file, and what the system says of it. */
export interface FileContent {
  bytes: Buffer
  status: Stats
}

/** Why a file cannot be had: as the end of a sentence, and as errno name where the system says so. */
export interface FileFailure {
  reason: string
  code?: string | undefined
}

const MEGABYTE = 1024 * 1024

/**
 * Reads a file that somebody else may have put there, or something in its place: a named pipe, whose writer never comes, or a
 * device that never ends, is not read, and nothing larger than `megabytes`. Undefined when there is none.
 */
export function readRegularFile(path: string, megabytes: number): FileContent | FileFailure | undefined {
  try {
    const file = openSync(path, constants.O_RDONLY | waitingForNothing)
    try {
      const status = fstatSync(file)
      if (status.isDirectory()) return failureOf('EISDIR')
      if (!status.isFile()) return NOT_REGULAR
      if (status.size > megabytes * MEGABYTE) return { reason: `it is larger than ${megabytes} MB` }
      return { bytes: readFileSync(file), status }
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    // Of a socket.
    return code === 'ENXIO' ? NOT_REGULAR : failureOf(code)
  }
}

/** The flags with which opening a named pipe or a terminal waits for nothing; Windows has neither. */
export const waitingForNothing: number = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)

const NOT_REGULAR: FileFailure = { reason: 'it is not a regular file' }

function failureOf(code: string | undefined): FileFailure {
  return { reason: `it cannot be read (${code})`, code }
}
