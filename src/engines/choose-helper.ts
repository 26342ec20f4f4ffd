import { findHelper } from './credential-helper.ts'
import { findProgram } from './find.ts'
import { holdsNothing, type LoginConfig } from './login-config.ts'
import type { LoginFileKind } from './login-files.ts'
import type { Surroundings } from './surroundings.ts'

/** The helper that keeps a registry's logins. */
export interface ChosenHelper {
  name: string
  /** True when no file names it: docker picks it by itself. */
  implied: boolean
}

/** The helper that a config file gives the registry's logins to, if any; an empty name in `credHelpers` says that the file does. */
export function chooseHelper(
  config: LoginConfig,
  kind: LoginFileKind,
  { registry, ...surroundings }: Surroundings & { registry: string },
): ChosenHelper | undefined {
  const named = config.credHelpers.get(registry)
  if (typeof named === 'string') return named === '' ? undefined : { name: named, implied: false }
  // podman and its kin know no `credsStore`.
  if (kind === 'containers') return undefined
  if (config.credsStore !== undefined) return { name: config.credsStore, implied: false }
  const store = kind === 'docker' ? impliedStore(config, surroundings) : undefined
  return store === undefined ? undefined : { name: store, implied: true }
}

/**
 * The store that docker picks by itself for a config that holds nothing, as helm 4 does for its own, too; undefined when it picks none,
 * as the file has an entry or the store's program is not on PATH.
 */
export function impliedStore(config: LoginConfig, surroundings: Surroundings): string | undefined {
  const usual = holdsNothing(config) ? usualStore(surroundings) : undefined
  return usual !== undefined && findHelper(usual, surroundings) !== undefined ? usual : undefined
}

/** The names of the other helpers that a config file gives logins to: each that one of its engines could ask, once. */
export function otherHelpers(
  { credHelpers, credsStore }: LoginConfig,
  kind: LoginFileKind,
  chosen: ChosenHelper | undefined,
): string[] {
  const named = [...credHelpers.values(), ...(kind === 'containers' ? [] : [credsStore])]
  const names = named.filter((name): name is string => typeof name === 'string' && name !== '')
  return [...new Set(names)].filter((name) => name !== chosen?.name)
}

/** The store that docker picks when its config says nothing (docker/cli, cli/config/credentials/default_store_*.go). */
function usualStore({ env, platform }: Surroundings): string | undefined {
  if (platform === 'darwin') return 'osxkeychain'
  if (platform === 'win32') return 'wincred'
  if (platform !== 'linux') return undefined
  return findProgram('pass', { path: env.PATH, platform }) === undefined ? 'secretservice' : 'pass'
}
