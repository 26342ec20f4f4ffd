import { join } from 'node:path'
import { currentUser } from '../files/current-user.ts'
import { realPath } from '../files/directory.ts'
import type { EngineName } from '../vocabulary.ts'
import { dockerConfigPath } from './docker-config.ts'
import type { LoginSearch } from './engine-login.ts'
import { isBefore, type Version, versionOf } from './engine-version.ts'
import { runtimeFileOf, runtimeFiles, type SharingEngine } from './runtime-files.ts'
import { absolute, below, homeOf, type Surroundings } from './surroundings.ts'

/** By whose rules a file is read: docker's, helm's, or those that podman, skopeo and buildah share. */
export type LoginFileKind = 'docker' | 'containers' | 'helm'

/** A file in which engines keep logins, whether it is there or not. */
export interface LoginFile {
  kind: LoginFileKind
  path: string
  /** The engine whose own file it is among those that share theirs; undefined where it is all of these. */
  engine?: EngineName | undefined
}

/**
 * The files in which the engines of this user keep logins, each once, also where one is a link to another. A file that docker
 * and podman share is docker's: podman would drop all that it does not know from it (seen with podman 4.3).
 */
export function loginFiles(surroundings: Surroundings): LoginFile[] {
  const candidates: LoginFile[] = [
    ...filesAt('docker', [dockerConfigPath(surroundings)]),
    ...containersFiles(surroundings),
    ...filesAt('helm', [helmPath(surroundings)]),
  ]
  const seen = new Set<string>()
  return candidates.filter(({ path }) => {
    const real = realPath(path)
    if (seen.has(real)) return false
    seen.add(real)
    return true
  })
}

/**
 * The files in which an engine looks for a login, in its order. podman and its kin read docker's by rules of their own; what
 * they read depends on the version. Sources: docker/cli (cli/config), containers/image (pkg/docker/config, getAuthFilePaths),
 * containers/common (pkg/auth, GetDefaultAuthFile), helm (pkg/registry) with oras-go (registry/remote/credentials).
 */
export function filesReadBy(
  engine: EngineName,
  surroundings: Surroundings,
  version: Version | undefined,
): LoginFile[] {
  if (engine === 'docker') return filesAt('docker', [dockerConfigPath(surroundings)])
  if (engine === 'helm') return filesAt('helm', [helmPath(surroundings), plainDockerPath(surroundings)])
  const fallback = [keptPath(surroundings), plainDockerPath(surroundings)]
  const named = namedFile(surroundings)
  if (named === undefined) return filesAt('containers', [ownPath(engine, surroundings, version), ...fallback])
  // Since containers/image 5.24 a file that is named is the only one.
  return filesAt('containers', isBefore(version, ONLY_NAMED_SINCE[engine]) ? [named, ...fallback] : [named])
}

/**
 * The file of an engine's own that a reboot does not take away; undefined where it is not known. podman and its kin write their logins to
 * another, in memory, unless a variable names one.
 */
export function keptFile(engine: EngineName, surroundings: Surroundings): LoginFile | undefined {
  if (engine === 'docker' || engine === 'helm') return filesReadBy(engine, surroundings, undefined)[0]
  return filesAt('containers', [namedFile(surroundings) ?? keptPath(surroundings)])[0]
}

/** True where what an engine reads depends on its version. */
export function isVersionNeeded(engine: EngineName, surroundings: Surroundings): boolean {
  const { env, platform, uid = currentUser() } = surroundings
  if (engine === 'docker' || engine === 'helm') return false
  return namedFile(surroundings) !== undefined || (platform === 'linux' && uid !== 0 && !env.XDG_RUNTIME_DIR)
}

const ONLY_NAMED_SINCE: Readonly<Record<SharingEngine, Version>> = {
  podman: [4, 4],
  skopeo: [1, 11],
  buildah: [1, 29],
}

function filesAt(kind: LoginFileKind, paths: readonly (string | undefined)[]): LoginFile[] {
  return paths.flatMap((path) => (path === undefined ? [] : [{ kind, path }]))
}

/** Without docker's file, which comes last for podman and its kin. The last one here is written only when a variable names it. */
function containersFiles(surroundings: Surroundings): LoginFile[] {
  const { env, platform, uid = currentUser() } = surroundings
  const kept = filesAt('containers', [keptPath(surroundings)])
  if (env.REGISTRY_AUTH_FILE) return [...filesAt('containers', [absolute(env.REGISTRY_AUTH_FILE)]), ...kept]
  if (platform !== 'linux')
    return [...filesAt('containers', [ownPath('podman', surroundings, undefined)]), ...kept]
  const own = uid === undefined ? [] : runtimeFiles({ ...surroundings, uid })
  return [...own.map((file): LoginFile => ({ kind: 'containers', ...file })), ...kept]
}

/** The file of podman and its kin that a variable names: with `DOCKER_CONFIG` alone they read and write docker's. */
function namedFile({ env }: Surroundings): string | undefined {
  if (env.REGISTRY_AUTH_FILE) return absolute(env.REGISTRY_AUTH_FILE)
  return env.DOCKER_CONFIG ? absolute(join(env.DOCKER_CONFIG, 'config.json')) : undefined
}

function ownPath(
  engine: SharingEngine,
  surroundings: Surroundings,
  version: Version | undefined,
): string | undefined {
  const { platform, uid = currentUser() } = surroundings
  if (platform !== 'linux') return below(homeOf(surroundings), '.config', 'containers', 'auth.json')
  return uid === undefined ? undefined : runtimeFileOf(engine, { ...surroundings, uid }, version)
}

function keptPath(surroundings: Surroundings): string | undefined {
  const { env } = surroundings
  const base = env.XDG_CONFIG_HOME || below(homeOf(surroundings), '.config')
  return below(base, 'containers', 'auth.json')
}

/** docker's file as others look for it, who know nothing of a docker that keeps it elsewhere. */
function plainDockerPath({ docker: _, ...surroundings }: Surroundings): string | undefined {
  return dockerConfigPath(surroundings)
}

/** helm's rules (helm.sh/helm, pkg/helmpath): it does not ask the password database. */
function helmPath({ env, platform, accountHome }: Surroundings): string | undefined {
  const file = ['registry', 'config.json']
  const home = env.HOME || env.USERPROFILE || (accountHome === undefined ? undefined : '')
  if (env.HELM_REGISTRY_CONFIG) return absolute(env.HELM_REGISTRY_CONFIG)
  if (env.HELM_CONFIG_HOME) return below(env.HELM_CONFIG_HOME, ...file)
  if (env.XDG_CONFIG_HOME) return below(env.XDG_CONFIG_HOME, 'helm', ...file)
  if (platform === 'win32') return below(env.APPDATA || undefined, 'helm', ...file)
  const preferences = platform === 'darwin' ? ['Library', 'Preferences'] : ['.config']
  return below(home, ...preferences, 'helm', ...file)
}

/** True for a file that a reboot takes away, and the user's last logout often does: those directories are in memory. */
export function isTemporary(file: string, { env, platform }: Surroundings): boolean {
  if (platform !== 'linux') return false
  if (/-run-\d+\/containers\/auth\.json$/.test(file)) return true
  return ['/run', env.XDG_RUNTIME_DIR].some(
    (directory) => directory !== undefined && directory !== '' && file.startsWith(join(directory, '/')),
  )
}

/** The file that an engine's login and logout rewrite, and by whose rules; undefined when it is not known. It is the first that it reads. */
export async function writtenFile(engine: EngineName, search: LoginSearch): Promise<LoginFile | undefined> {
  // A version decides only what is read beside a file that a variable names.
  const isNamed = Boolean(search.env.REGISTRY_AUTH_FILE || search.env.DOCKER_CONFIG)
  const version = !isNamed && isVersionNeeded(engine, search) ? await versionOf(engine, search) : undefined
  return filesReadBy(engine, search, version)[0]
}

/**
 * Those of the files beside that one that an engine's login cannot do without, as far as they matter to the caller: podman and its kin
 * fail when one cannot be used, helm does not. Which they are may depend on the engine's version, which is asked only where one matters.
 */
export async function filesAlsoRead(
  engine: EngineName,
  search: LoginSearch,
  matters: (file: LoginFile) => boolean,
): Promise<LoginFile[]> {
  const others = (version: Version | undefined) =>
    filesReadBy(engine, search, version)
      .slice(1)
      .filter((file) => file.kind === 'containers' && matters(file))
  if (!isVersionNeeded(engine, search)) return others(undefined)
  // The first versions read the most.
  return others([0, 0]).length > 0 ? others(await versionOf(engine, search)) : []
}
