import { helperProgram } from '../helper-protocol.ts'
import type { EngineName } from '../vocabulary.ts'
import { askLogin, findHelper } from './credential-helper.ts'
import type { LoginSearch } from './engine-login.ts'
import { findProgram } from './find.ts'
import { holdsNothing, type LoginConfig, parseLoginConfig } from './login-config.ts'
import { filesReadBy, type LoginFileKind } from './login-files.ts'
import { readLoginFile } from './read-login-file.ts'
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

/**
 * The program of the helper that docker or helm gives the registry's login to and gets none back from; undefined when it gets
 * one, when that is not known, and where no helper keeps it. Engines believe a helper that ends with 0 after `store`.
 */
export async function findForgetfulHelper(
  engine: EngineName,
  search: LoginSearch,
): Promise<string | undefined> {
  if (engine !== 'docker' && engine !== 'helm') return undefined
  for (const { path, kind } of filesReadBy(engine, search, undefined)) {
    const read = readLoginFile(path)
    const config = 'text' in read ? parseLoginConfig(read.text, kind) : undefined
    const helper = config === undefined ? undefined : chooseHelper(config, kind, search)
    // docker names its usual store in the file when it has given it a login.
    if (helper === undefined || helper.implied) continue
    const answer = await askLogin(helper.name, search.registry, search)
    return 'login' in answer && answer.login === undefined ? helperProgram(helper.name) : undefined
  }
  return undefined
}
