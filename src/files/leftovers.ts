import { rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { namesIn, realPath } from './directory.ts'

/** The ending of the file that conf writes before it puts it in place (atomically, utils/temp.ts). */
const TEMPORARY = /^\.tmp-\d{10}[0-9a-f]{6}$/

/** The temporary files of a file that writers who were killed have left; nobody may be writing it. They hold what it was to hold. */
export function leftoversOf(path: string): string[] {
  // They are beside the file that a link leads to.
  const real = realPath(path)
  const name = basename(real)
  const isLeft = (other: string) => other.startsWith(name) && TEMPORARY.test(other.slice(name.length))
  return namesIn(dirname(real))
    .filter(isLeft)
    .map((other) => join(dirname(real), other))
}

/** Removes {@link leftoversOf} a file. Throws the system's error. */
export function removeLeftovers(path: string): void {
  for (const file of leftoversOf(path)) rmSync(file, { force: true })
}
