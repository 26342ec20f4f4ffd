import { isAbsolute, join, resolve } from 'node:path'

/** What the docker on PATH says of itself, where it is not plain docker or a rule depends on its version. */
export interface DockerProgram {
  /** True for podman that goes by docker's name. */
  isPodman: boolean
  /** As in `28.2.2`; undefined when it was not asked or did not say. */
  version: string | undefined
  /** The directory of its config file; undefined when it was not asked or did not say. */
  directory: string | undefined
  /** The path of a wrapper that may lead docker anywhere and does not say where; undefined for any other. */
  unclear: string | undefined
}

/** What decides where the engines keep their logins. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  /** The user's number; left out, that of the user who runs dgsh. */
  uid?: number
  /** The home directory in the password database; empty when the user has no account, left out when nobody looked. */
  accountHome?: string | undefined
  /** What docker says of itself; left out, it is plain docker. */
  docker?: DockerProgram | undefined
  /** The directory that stands for `/` where files of the system are looked for; left out, that itself. */
  root?: string
}

/**
 * The home directory as engines find it: by `HOME`, else in the password database (docker/cli, cli/config getHomeDir;
 * containers/storage, pkg/homedir). Empty for a user without an account, who has none; undefined when it is not known.
 */
export function homeOf({ env, accountHome }: Pick<Surroundings, 'env' | 'accountHome'>): string | undefined {
  return env.HOME || env.USERPROFILE || accountHome
}

/** A path below a directory, absolute; undefined when the directory is. */
export function below(base: string | undefined, ...names: string[]): string | undefined {
  return base === undefined ? undefined : absolute(join(base, ...names))
}

/** The path, absolute: engines take a relative one from the directory that they are started in. */
export function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(path)
}

/** The path as people write it: with `~` for the home directory. */
export function tildePath(path: string, env: Surroundings['env']): string {
  const home = (env.HOME || env.USERPROFILE)?.replace(/\/+$/, '')
  return home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
