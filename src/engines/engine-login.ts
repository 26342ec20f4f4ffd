import { dirname } from 'node:path'
import type { EngineName } from '../vocabulary.ts'
import type { HelperAccess } from './credential-helper.ts'
import type { WantedLogins } from './login-config.ts'
import type { FileReason } from './read-login-file.ts'

/** Which logins are looked for, and what is needed for it. */
export interface LoginSearch extends HelperAccess, WantedLogins {}

/** A login that an engine holds. The secret is not part of it. */
export interface EngineLogin {
  /** The engine whose own login command writes there; for a shared file the first on PATH. */
  engine: EngineName
  username: string
  /** The config file that decides; it may be missing when docker picks a store by itself. */
  file: string
  /** Where the login is, for people: `~/.docker/config.json`, or a helper and the file that names it. */
  place: string
  /** The credential helper that keeps it, e.g. `pass`; undefined when it is in the file itself. */
  helper: string | undefined
  /** The environment variable that holds it; then there is no file. */
  variable?: string
  /** What it is kept under in the file or by the helper: `quay.io`, `https://quay.io`, `quay.io/deepgram` … */
  key: string
  /**
   * True when the engine can be told to put another login in its stead: {@link deliveryOf} says how. Never under a key of
   * another registry, which dgsh does not log in to.
   */
  deliverable: boolean
}

/** Why logins may have been missed. */
export interface LoginProblem {
  file: string
  /** A sentence without a full stop; it may quote a program. */
  message: string
  /** What keeps the logins from being known, where it is the file, or a helper that is not on PATH. */
  reason?: FileReason | 'not-json' | 'no-helper' | undefined
  /** True where only logins of other registries may have been missed. */
  isOfOther?: boolean
}

/** The logins that were found, and where there may be more. */
export interface FoundLogins {
  logins: EngineLogin[]
  problems: LoginProblem[]
}

/** How an engine's login is put where another one is. */
export interface LoginDelivery {
  /** What the engine is told to log in to. */
  registry: string
  /** Added to the engine's environment. */
  env: Record<string, string>
}

/**
 * How a login is put in the stead of a deliverable one. podman, skopeo and buildah are told the file, as they write only
 * one of those that they read, and that may even be docker's (seen with podman 4.3 when `DOCKER_CONFIG` is set).
 * Whoever delivers looks again afterwards: docker-credential-pass keeps a login for each username, and docker may go on
 * with the former one until it has logged out (seen with 0.6.4).
 */
export function deliveryOf({
  engine,
  file,
  key,
}: Pick<EngineLogin, 'engine' | 'file' | 'key'>): LoginDelivery {
  const shared = engine !== 'docker' && engine !== 'helm'
  return { registry: withoutScheme(key), env: shared ? fileVariable(engine, file) : {} }
}

/** The variable that leads an engine to a file of logins. docker is told the directory, and names the file by itself. */
export function fileVariable(engine: EngineName, file: string): Record<string, string> {
  if (engine === 'docker') return { DOCKER_CONFIG: dirname(file) }
  return engine === 'helm' ? { HELM_REGISTRY_CONFIG: file } : { REGISTRY_AUTH_FILE: file }
}

/** A registry, or a path below one, without the scheme and the last slash that some keys have. */
export function withoutScheme(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/$/, '')
}
