import { isAbsolute, resolve } from 'node:path'
import { DgshError } from '../errors.ts'
import type { Host } from './context.ts'

/**
 * Gives the working directory. Throws `file_unusable` when it was removed: what the user names by a relative path, and a command
 * of the user's, must not end up in another one.
 */
export function requireWorkingDirectory({ cwd }: Host): string {
  if (cwd !== undefined) return cwd
  throw new DgshError('file_unusable', 'the working directory does not exist anymore', {
    hint: 'cd to one that exists, and run the command again',
  })
}

/** Gives the absolute form of a path that the user named. Throws what {@link requireWorkingDirectory} throws. */
export function absolutePath(path: string, host: Host): string {
  return isAbsolute(path) ? path : resolve(requireWorkingDirectory(host), path)
}
