import type { Context, Host } from '../app/context.ts'
import { chooseHelper } from '../engines/choose-helper.ts'
import { findHelper } from '../engines/credential-helper.ts'
import type { LoginSearch } from '../engines/engine-login.ts'
import { withLogin, withoutHelper } from '../engines/helper-edits.ts'
import {
  type HeldLogin,
  isKeyOf,
  type LoginConfig,
  loginOf,
  parseLoginConfig,
} from '../engines/login-config.ts'
import type { LoginFileKind } from '../engines/login-files.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { problemOfHelper } from '../engines/try-helper.ts'
import { undo } from '../engines/undo-edits.ts'
import { DgshError } from '../errors.ts'
import type { HelperState, Installation } from '../helper/helper-file.ts'
import { helperProgram } from '../helper-protocol.ts'
import { faultsOfFile } from '../logins/explain-faults.ts'
import { OWN_HELPER } from '../vocabulary.ts'
import { hashOf, installationsOf, isSame, readChange } from './change.ts'
import type { FilePlan } from './plan-install.ts'
import { askProgram, installHint, isSameLogin } from './program.ts'
import { findTargets, type InstallableEngine, searchWithoutVariable } from './targets.ts'

/** What taking docker-credential-dgsh out of an engine's files does. */
export interface UninstallPlan {
  engine: InstallableEngine
  registry: string
  files: readonly RestoredFile[]
  /** The login that the engine has, and keeps. */
  login: HeldLogin | undefined
  /** The helpers that get the login back. */
  helpers: readonly string[]
  /** True when no other engine asks for the registry's login. */
  isLast: boolean
}

/** A file that is restored. */
export interface RestoredFile extends FilePlan {
  /** True where it is as it was before the installation, byte for byte, but for a login that has changed. */
  isExact: boolean
  /** True where it holds the secret unencrypted then. */
  isPlain: boolean
}

/** Returns what uninstalling changes; undefined where nothing of the engine's names the helper. Throws where it cannot be done. */
export async function planUninstall(
  engine: InstallableEngine,
  context: Context,
): Promise<UninstallPlan | undefined> {
  const registry = (await context.settings()).registry.value
  const search = await searchWithoutVariable(registry, context)
  const state = await (await context.helperFile()).read()
  const installations = await knownInstallations(engine, state, search)
  if (installations.length === 0) return undefined
  const { login, reason } = await askProgram(registry, context)
  if (reason !== undefined) throw notKnown(engine, reason, context.host)
  for (const { file } of installations) requireSound(engine, file, context)
  const restored = installations.map((one) => restore(one, login, kindOf(engine)))
  const settled =
    login === undefined ? { files: restored, helpers: [] } : await settle(restored, login, search, engine)
  const isLast = !state.installations.some(
    (one) => one.registry === registry && !installations.some(isSame(one)),
  )
  return { engine, registry, login, isLast, ...settled }
}

/** Those that are on record, and the engine's files that name the helper without being so. */
async function knownInstallations(
  engine: InstallableEngine,
  state: HelperState,
  search: LoginSearch,
): Promise<Installation[]> {
  const { registry } = search
  const targets = await findTargets(engine, search)
  const order = targets.map(({ path }) => path)
  // Files that the engine does not read in this environment, as with another DOCKER_CONFIG, have a login each.
  const recorded = installationsOf(state, { engine, registry })
    .filter(({ file }) => order.includes(file) || isMissing(file))
    .sort((one, other) => order.indexOf(one.file) - order.indexOf(other.file))
  const others = targets.filter(
    ({ path, config }) =>
      config.credHelpers.get(registry) === OWN_HELPER && !recorded.some(({ file }) => file === path),
  )
  return [
    ...recorded,
    ...others.map(({ path }) => ({ engine, file: path, registry, helper: null, general: null })),
  ]
}

function isMissing(path: string): boolean {
  const read = readLoginFile(path)
  return 'text' in read && read.isMissing === true
}

/** A file that the engine cannot read is for its user to fix. */
function requireSound(engine: InstallableEngine, path: string, { host: { env } }: Context): void {
  const found = faultsOfFile({ kind: kindOf(engine), path }, { engine, registry: '', env })
  if (found !== undefined) throw new DgshError('config_invalid', found.message, { hint: found.fix })
}

function kindOf(engine: InstallableEngine): LoginFileKind {
  return engine === 'podman' ? 'containers' : engine
}

/** Gives the file as it was, with the login in the places that it had; where the file was changed since, only without the helper. */
function restore(
  installation: Installation,
  login: HeldLogin | undefined,
  kind: LoginFileKind,
): RestoredFile {
  const { file: path, registry, helper: former } = installation
  const read = readLoginFile(path)
  if ('problem' in read) throw new DgshError('file_unusable', `${path} ${read.problem}`)
  const before = read.isMissing === true ? undefined : read.text
  const change = readChange(installation.change)
  const unchanged = before !== undefined && change !== undefined && hashOf(before) === change.sha256
  if (unchanged && change.created && login === undefined)
    return { ...{ path, before, installation }, after: undefined, isExact: true, isPlain: false }
  if (unchanged && change.undo !== null && (login !== undefined || change.keys.length === 0)) {
    const text = undo(before, change.undo, login)
    const after = change.created && text === '' ? undefined : text
    return {
      ...{ path, before, after, installation },
      isExact: true,
      isPlain: hasPlain(after, kind, registry, login),
    }
  }
  const after =
    before === undefined ? undefined : withoutHelper(before, { registry, helper: OWN_HELPER, former })
  return {
    ...{ path, before, after, installation },
    isExact: false,
    isPlain: hasPlain(after, kind, registry, login),
  }
}

function hasPlain(
  text: string | undefined,
  kind: LoginFileKind,
  registry: string,
  login: HeldLogin | undefined,
): boolean {
  if (login === undefined) return false
  return [...(configOf(text, kind).auths ?? [])].some(([key, entry]) => {
    const held = isKeyOf(registry, key) ? loginOf(entry) : undefined
    return held !== undefined && isSameLogin(held, login)
  })
}

function configOf(text: string | undefined, kind: LoginFileKind): LoginConfig {
  return (
    parseLoginConfig(text ?? '', kind === 'containers' && (text ?? '') === '' ? 'docker' : kind) ?? {
      auths: new Map(),
      credHelpers: new Map(),
      credsStore: undefined,
    }
  )
}

/**
 * Sees to it that the engine finds the login: the first of its files that has it, or names a helper, decides. Where none does, the one that
 * a reboot does not take away gets it.
 */
async function settle(
  files: readonly RestoredFile[],
  login: HeldLogin,
  search: LoginSearch,
  engine: InstallableEngine,
): Promise<Pick<UninstallPlan, 'files' | 'helpers'>> {
  const kind = kindOf(engine)
  for (const { after, isPlain } of files) {
    const helper = chooseHelper(configOf(after, kind), kind, search)
    if (helper === undefined && isPlain) return { files, helpers: [] }
    const problem = helper === undefined ? undefined : await problemOfHelper(helper.name, search)
    if (helper !== undefined && problem === undefined) return { files, helpers: [helper.name] }
    if (helper?.implied === false) throw notTaken(engine, helper.name, problem ?? '')
  }
  const last = files.at(-1)
  const others = files.slice(0, -1)
  return {
    files: last === undefined ? [] : [...others, withPlainLogin(last, login, search.registry, kind)],
    helpers: [],
  }
}

function withPlainLogin(
  file: RestoredFile,
  login: HeldLogin,
  registry: string,
  kind: LoginFileKind,
): RestoredFile {
  const { keys = [] } = readChange(file.installation.change) ?? {}
  // docker and helm take the entry of the host itself before all others, also an empty one.
  const isHidden = kind !== 'containers' && configOf(file.after, kind).auths.has(registry)
  const key = keys.includes(registry) || isHidden ? registry : (keys[0] ?? registry)
  return { ...file, after: withLogin(file.after ?? '', key, login), isExact: false, isPlain: true }
}

/** Returns the error for a helper that does not take the login back. */
export function notTaken(engine: InstallableEngine, name: string, problem: string): DgshError {
  return new DgshError(
    'store_unusable',
    `${engine} would lose its login: it would be kept by ${helperProgram(name)} again, and ${problem}`,
    {
      hint: `set up ${helperProgram(name)}, or remove it from ${engine}'s config file, and try again: dgsh helper uninstall --engine ${engine}`,
    },
  )
}

function notKnown(engine: InstallableEngine, reason: string, host: Host): DgshError {
  const isThere = findHelper(OWN_HELPER, host) !== undefined
  return new DgshError(
    'store_unusable',
    `${engine} would lose its login: ${helperProgram(OWN_HELPER)} does not give it out: ${reason}`,
    { hint: isThere ? 'to see where it looks for it: dgsh helper status' : installHint(host) },
  )
}
