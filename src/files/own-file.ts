import { lstatSync, readlinkSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DgshError } from '../errors.ts'
import { makeDirectory } from './directory.ts'
import { readRegularFile } from './regular-file.ts'
import { decodeText } from './text.ts'
import { requireTrusted, type Trust } from './trust.ts'

/** A file of dgsh's that is larger is none. */
const LARGEST_MB = 64

/**
 * Reads a file of dgsh's own as text; undefined when there is none. Throws `file_unusable` when it cannot be read, is no regular
 * file, could have been written by another user, or is behind a link that leads to nothing: its volume may not be mounted.
 */
export function readOwnFile(path: string, trust: Trust): string | undefined {
  const content = readRegularFile(path, LARGEST_MB)
  if (content === undefined) {
    refuseDanglingLink(path)
    return undefined
  }
  if ('reason' in content) throw unreadable(path, content)
  requireTrustedDirectory(dirname(path), trust)
  requireTrusted({ path, status: content.status }, trust)
  return decodeText(content.bytes)
}

/** Makes the directory of a file of dgsh's own, if it is missing. Throws what {@link readOwnFile} throws, or the system's error. */
export function makeOwnDirectory(directory: string, trust: Trust): void {
  refuseDanglingLink(directory)
  makeDirectory(directory)
  requireTrustedDirectory(directory, trust)
}

/** Throws `file_unusable` for a directory in which another user could have put files. */
function requireTrustedDirectory(path: string, trust: Trust): void {
  requireTrusted({ path, status: statSync(path) }, { ...trust, secret: false })
}

function refuseDanglingLink(path: string): void {
  const link = danglingLink(path)
  if (link === undefined) return
  throw new DgshError('file_unusable', `${link} is a link to ${readlinkSync(link)}, which does not exist`, {
    hint: 'mount the volume that it is on, or remove the link to start anew',
  })
}

/** The link in a path, or the path itself, that leads to nothing; undefined when the path only ends too early. */
function danglingLink(path: string): string | undefined {
  const above = dirname(path)
  if (!isThere(lstatSync, path)) return above === path ? undefined : danglingLink(above)
  return isThere(statSync, path) ? undefined : path
}

/** False also for what cannot be looked at, such as a path below a file. */
function isThere(look: (path: string) => unknown, path: string): boolean {
  try {
    look(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ELOOP'
  }
}

function unreadable(
  path: string,
  { reason, code }: { reason: string; code?: string | undefined },
): DgshError {
  const message =
    code === undefined ? `${path} cannot be used: ${reason}` : `${path} cannot be read (${code})`
  return new DgshError('file_unusable', message, {
    hint:
      code === undefined
        ? 'move it away to start anew, or choose another directory with DGSH_CONFIG_DIR and DGSH_STATE_DIR'
        : 'check the permissions of the file and its directory, or choose another with DGSH_CONFIG_DIR and DGSH_STATE_DIR',
  })
}
