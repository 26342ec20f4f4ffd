import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** docker's config file: in `$DOCKER_CONFIG`, else in `~/.docker`; undefined without a home directory. */
export function dockerConfigPath(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const home = env.HOME || env.USERPROFILE
  const directory = env.DOCKER_CONFIG || (home ? join(home, '.docker') : undefined)
  return directory === undefined ? undefined : join(directory, 'config.json')
}

/**
 * True for a file that is there but neither empty nor JSON. docker only warns of such a file, takes it for empty and replaces it
 * at the next login: all that was in it is gone (seen with docker 28).
 */
export function isBrokenJson(path: string): boolean {
  try {
    const text = readFileSync(path, 'utf8').trim()
    if (text !== '') JSON.parse(text)
    return false
  } catch (error) {
    return error instanceof SyntaxError
  }
}
