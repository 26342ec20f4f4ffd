import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
