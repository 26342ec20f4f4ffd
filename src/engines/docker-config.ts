import { parseJson } from '../json.ts'
import { isBefore, parseVersion } from './engine-version.ts'
import { entriesOf, type HeldLogin, loginOf } from './login-config.ts'
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

/** The variable by which docker 28.3 and later get logins that are in no file (docker/cli, DockerEnvConfigKey). */
export const LOGIN_VARIABLE = 'DOCKER_AUTH_CONFIG'

/**
 * The logins in `DOCKER_AUTH_CONFIG` by their keys, which docker takes over those of its file and helpers; none where docker is older,
 * and where it refuses the variable: for an unknown field, an entry without `auth`, or more than one object.
 */
export function loginsOfVariable({ env, docker }: Surroundings): ReadonlyMap<string, HeldLogin> {
  const text = env[LOGIN_VARIABLE] ?? ''
  if (text === '' || docker?.isPodman === true) return new Map()
  if (isBefore(parseVersion(docker?.version ?? ''), [28, 3])) return new Map()
  const auths = readObject(parseJson(text), 'auths')
  const logins = new Map<string, HeldLogin>()
  for (const [key, entry] of entriesOf(auths)) {
    const auth = readObject(entry, 'auth')
    const login = typeof auth === 'string' ? loginOf({ auth }) : undefined
    if (login === undefined) return new Map()
    logins.set(key, login)
  }
  return logins
}

/** The value of the only field that an object may have; Go takes its name in any case. */
function readObject(value: unknown, name: string): unknown {
  const fields = [...entriesOf(value)]
  return fields.every(([field]) => field.toLowerCase() === name) ? fields.at(-1)?.[1] : undefined
}
