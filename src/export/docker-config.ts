import { authOf, type PullLogin } from './pull-login.ts'

/**
 * Returns a `config.json` with one login, in one line without spaces. It works for docker, for `REGISTRY_AUTH_FILE`
 * (containers-auth.json(5)) and for `DOCKER_AUTH_CONFIG`, in which docker 28.3 and later take no field but `auths` and `auth`
 * (docker/cli, `configEnv`).
 */
export function dockerConfig(login: PullLogin): string {
  return JSON.stringify({ auths: { [login.registry]: { auth: authOf(login) } } })
}
