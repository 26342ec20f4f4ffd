import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { currentUser } from '../files/current-user.ts'
import { dockerConfigPath } from './docker-config.ts'

/** What decides where the engines keep their logins. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  /** The user's number; left out, that of the user who runs dgsh. */
  uid?: number
}

/** Whose file it is: docker's, helm's, or the one that podman, skopeo and buildah share. */
export type LoginFileKind = 'docker' | 'containers' | 'helm'

/** A file in which engines keep logins, whether it is there or not. */
export interface LoginFile {
  kind: LoginFileKind
  path: string
}

/**
 * The files in which the engines of this user keep logins, each once, also where one is a link to another. A file that docker
 * and podman share is docker's: podman would drop all that it does not know from it (seen with podman 4.3).
 */
export function loginFiles(surroundings: Surroundings): LoginFile[] {
  const candidates: [kind: LoginFileKind, path: string | undefined][] = [
    ['docker', dockerConfigPath(surroundings.env)],
    ...containersPaths(surroundings).map((path): [LoginFileKind, string | undefined] => ['containers', path]),
    ['helm', helmPath(surroundings)],
  ]
  const seen = new Set<string>()
  return candidates.flatMap(([kind, path]) => {
    if (path === undefined) return []
    const real = realPath(path)
    if (seen.has(real)) return []
    seen.add(real)
    return [{ kind, path }]
  })
}

/**
 * Where containers/image looks (getAuthFilePaths), without docker's file, which comes last there. The second is read only:
 * podman writes it when `REGISTRY_AUTH_FILE` names it.
 */
function containersPaths(surroundings: Surroundings): (string | undefined)[] {
  const { env, platform } = surroundings
  const kept = below(configHome(env), 'containers', 'auth.json')
  if (env.REGISTRY_AUTH_FILE) return [env.REGISTRY_AUTH_FILE, kept]
  if (platform !== 'linux') return [below(homeOf(env), '.config', 'containers', 'auth.json'), kept]
  return [runtimePath(surroundings), kept]
}

function runtimePath({ env, uid = currentUser() }: Surroundings): string | undefined {
  if (env.XDG_RUNTIME_DIR) return join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json')
  return uid === undefined ? undefined : `/run/containers/${uid}/auth.json`
}

/** helm's rules: helm.sh/helm, pkg/helmpath. */
function helmPath({ env, platform }: Surroundings): string | undefined {
  const file = ['registry', 'config.json']
  if (env.HELM_REGISTRY_CONFIG) return env.HELM_REGISTRY_CONFIG
  if (env.HELM_CONFIG_HOME) return join(env.HELM_CONFIG_HOME, ...file)
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, 'helm', ...file)
  if (platform === 'win32') return below(env.APPDATA, 'helm', ...file)
  const preferences = platform === 'darwin' ? ['Library', 'Preferences'] : ['.config']
  return below(homeOf(env), ...preferences, 'helm', ...file)
}

function configHome(env: Surroundings['env']): string | undefined {
  return env.XDG_CONFIG_HOME || below(homeOf(env), '.config')
}

/** The home directory that the environment names. */
export function homeOf(env: Surroundings['env']): string | undefined {
  return env.HOME || env.USERPROFILE || undefined
}

function below(base: string | undefined, ...names: string[]): string | undefined {
  return base ? join(base, ...names) : undefined
}

/** The path without links; a path that leads nowhere as it is. */
export function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

/** The path as people write it: with `~` for the home directory. */
export function tildePath(path: string, env: Surroundings['env']): string {
  const home = homeOf(env)?.replace(/\/+$/, '')
  return home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

/** True for a file that a reboot takes away, and the user's last logout often does: those directories are in memory. */
export function isTemporary(file: string, { env, platform }: Surroundings): boolean {
  if (platform !== 'linux') return false
  return ['/run', env.XDG_RUNTIME_DIR].some(
    (directory) => directory !== undefined && directory !== '' && file.startsWith(join(directory, '/')),
  )
}
