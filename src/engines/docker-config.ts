import { readFileSync } from 'node:fs'
import { below, homeOf, type Surroundings } from './surroundings.ts'

/**
 * docker's config file: where docker says that it is, else in `$DOCKER_CONFIG`, else in `~/.docker`. Without a home directory
 * docker uses the working directory (seen with docker 28); undefined when it is not known whether there is one.
 */
export function dockerConfigPath(surroundings: Surroundings): string | undefined {
  const { env, docker } = surroundings
  const directory = docker?.directory ?? (env.DOCKER_CONFIG || below(homeOf(surroundings), '.docker'))
  return below(directory, 'config.json')
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
