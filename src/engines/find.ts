import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, sep } from 'node:path'
import type { EngineName } from '../vocabulary.ts'

/** The absolute path of an engine's program, or undefined when it is not on PATH. */
export type EngineLookup = (engine: EngineName) => string | undefined

/** Where programs are looked for. */
export interface SearchPath {
  /** `PATH`. */
  path: string | undefined
  platform: NodeJS.Platform
}

/** Makes the lookup. */
export function createEngineLookup(where: SearchPath): EngineLookup {
  return (engine) => findProgram(engine, where)
}

/** The absolute path of a program: the first file of that name in a directory of PATH that may be executed. */
export function findProgram(name: string, { path, platform }: SearchPath): string | undefined {
  const directories = (path ?? '').split(delimiter).filter((directory) => directory !== '')
  const suffix = platform === 'win32' ? '.exe' : ''
  return directories.map((directory) => join(directory, name + suffix)).find(isExecutable)
}

/** The first directory of PATH in which this user can make files, one below `home` before others; undefined where there is none. */
export function findWritable({
  path,
  home,
}: {
  path: string | undefined
  home: string | undefined
}): string | undefined {
  const directories = (path ?? '').split(delimiter).filter((directory) => isAbsolute(directory))
  const isOwn = (directory: string) =>
    home !== undefined && home !== '' && directory.startsWith(join(home, sep))
  const sorted = [...directories.filter(isOwn), ...directories.filter((directory) => !isOwn(directory))]
  return sorted.find(isWritable)
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK)
    return statSync(directory).isDirectory()
  } catch {
    return false
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
