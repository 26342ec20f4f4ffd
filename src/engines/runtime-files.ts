import { lstatSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { EngineName } from '../vocabulary.ts'
import { isBefore, type Version } from './engine-version.ts'
import { absolute, homeOf, type Surroundings } from './surroundings.ts'

/** The engines that share their files. */
export type SharingEngine = Extract<EngineName, 'podman' | 'skopeo' | 'buildah'>

/** All of them, in the order in which one is taken for all. */
export const SHARING: readonly SharingEngine[] = ['podman', 'skopeo', 'buildah']

/** Surroundings of a user who is known by number. */
export type UserSurroundings = Surroundings & { uid: number }

/** A file in which one of these engines keeps its logins by itself. */
export interface RuntimeFile {
  engine: SharingEngine
  path: string
}

/** From these versions on both use the directory of containers/storage (pkg/homedir, GetRuntimeDir). */
const STORAGE_SINCE = { podman: [5, 0], buildah: [1, 34] } as const

/**
 * The file in which an engine keeps its logins on Linux when no variable names one: podman and buildah look for a directory of
 * the user when there is no session. Sources: containers/image (pkg/docker/config, getPathToAuth), podman
 * (cmd/podman/registry, setXdgDirs), buildah (cmd/buildah, setXDGRuntimeDir); seen with podman 4.3, buildah 1.28 and skopeo 1.9.
 */
export function runtimeFileOf(
  engine: SharingEngine,
  surroundings: UserSurroundings,
  version: Version | undefined,
): string {
  const candidates = candidatesOf(engine, surroundings, version)
  return authFile(candidates.find((candidate) => isUsable(candidate, surroundings.uid)) ?? candidates[0])
}

/**
 * The files in which any version of these engines may keep logins, in whatever session: those in directories of the user. What this user
 * cannot reach none of them can read: root's podman closes `/run/containers` to all others (seen with podman 4.3).
 */
export function runtimeFiles(surroundings: UserSurroundings): RuntimeFile[] {
  return SHARING.flatMap((engine) =>
    candidatesOf(engine, surroundings, undefined)
      .filter(({ isOwn, directory }) =>
        isOwn ? ownerOf(directory) === surroundings.uid : statusOf(directory) !== 'unreachable',
      )
      .map((candidate) => ({ engine, path: authFile(candidate) })),
  )
}

/** A directory that an engine may use. */
interface Candidate {
  directory: string
  /** True when an engine uses it only if it belongs to the user and is closed to others. */
  isOwn: boolean
  /** False when the engine cannot make it. */
  isMade: boolean
  /** What the engine adds to it. */
  below: readonly string[]
}

function candidatesOf(
  engine: SharingEngine,
  surroundings: UserSurroundings,
  version: Version | undefined,
): Candidate[] {
  const { env, uid, root = '/' } = surroundings
  const given = (directory: string, below: string[] = ['containers']): Candidate[] => [
    { directory, isOwn: false, isMade: true, below },
  ]
  if (env.XDG_RUNTIME_DIR) return given(absolute(env.XDG_RUNTIME_DIR))
  if (uid === 0 || engine === 'skopeo') return given(join(root, 'run', 'containers', String(uid)), [])
  const isFormer = isBefore(version, STORAGE_SINCE[engine])
  return [
    ...(isFormer ? [] : ofStorage(engine, surroundings)),
    ...(isFormer || version === undefined ? beforeStorage(engine, surroundings) : []),
  ]
}

function ofStorage(engine: 'podman' | 'buildah', surroundings: UserSurroundings): Candidate[] {
  const directory = join(temporaryOf(engine, surroundings), `storage-run-${surroundings.uid}`)
  return [sessionOf(surroundings), own(directory)]
}

function beforeStorage(engine: 'podman' | 'buildah', surroundings: UserSurroundings): Candidate[] {
  const { uid } = surroundings
  const home = homeOf(surroundings)
  const isPodman = engine === 'podman'
  const name = isPodman ? 'podman-run' : 'containers-user'
  const session = isPodman ? [sessionOf(surroundings)] : []
  // buildah adds a directory of that name itself, and containers/image does so again.
  const below = isPodman ? ['containers'] : ['containers', 'containers']
  const directories = [
    join(temporaryOf(engine, surroundings), `${name}-${uid}`),
    ...(home ? [join(home, 'rundir')] : []),
  ]
  return [...session, ...directories.map((directory) => own(directory, below))]
}

/** The directory of a user's session (pam_systemd(8)), which cron and sudo do not name. */
function sessionOf({ uid, root = '/' }: UserSurroundings): Candidate {
  return { ...own(join(root, 'run', 'user', String(uid))), isMade: false }
}

function own(directory: string, below: readonly string[] = ['containers']): Candidate {
  return { directory, isOwn: true, isMade: true, below }
}

/** buildah has a default of its own, when the variable is not there at all (cmd/buildah/main.go, GetTempDir). */
function temporaryOf(engine: 'podman' | 'buildah', { env, root = '/' }: UserSurroundings): string {
  if (engine === 'buildah' && env.TMPDIR === undefined) return join(root, 'var', 'tmp')
  return env.TMPDIR ? absolute(env.TMPDIR) : join(root, 'tmp')
}

function isUsable({ directory, isOwn, isMade }: Candidate, uid: number): boolean {
  const owner = ownerOf(directory)
  return !isOwn || owner === uid || (owner === undefined && isMade)
}

function statusOf(directory: string): Stats | 'unreachable' | undefined {
  try {
    return lstatSync(directory, { throwIfNoEntry: false })
  } catch {
    return 'unreachable'
  }
}

/** Whose a directory is that others may not write to; -1 for anything else, and undefined when it is not there. */
function ownerOf(directory: string): number | undefined {
  const status = statusOf(directory)
  if (status === undefined) return undefined
  if (status === 'unreachable') return -1
  return status.isDirectory() && (status.mode & 0o722) === 0o700 ? status.uid : -1
}

function authFile(candidate: Candidate | undefined): string {
  return candidate === undefined ? '' : join(candidate.directory, ...candidate.below, 'auth.json')
}
