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
