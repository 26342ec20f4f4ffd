import type { Context } from '../app/context.ts'
import type { LoginSearch } from '../engines/engine-login.ts'
import { helperEdits } from '../engines/helper-edits.ts'
import type { HeldLogin } from '../engines/login-config.ts'
import { applyEdits } from '../engines/text-edits.ts'
import { undo, undoOf } from '../engines/undo-edits.ts'
import { DgshError } from '../errors.ts'
import type { HelperState, Installation } from '../helper/helper-file.ts'
import { helperProgram } from '../helper-protocol.ts'
import { OWN_HELPER } from '../vocabulary.ts'
import { type Change, hashOf, isSame, readChange } from './change.ts'
import { type ExistingLogin, findExisting } from './existing-login.ts'
import { askProgram, isSameLogin } from './program.ts'
import { findTargets, type InstallableEngine, searchWithoutVariable, type Target } from './targets.ts'

/** A file that is to be changed. */
export interface FilePlan {
  /** As the engine knows it; it may be a link. */
  path: string
  /** Undefined for a file that is not there, or is not to be there any more. */
  before: string | undefined
  after: string | undefined
  installation: Installation
}

/** What an installation does. */
export interface InstallPlan {
  engine: InstallableEngine
  registry: string
  /** Those that are changed. */
  files: readonly FilePlan[]
  /** All files that name the helper then. */
  paths: readonly string[]
  existing: ExistingLogin
  /** The login that docker-credential-dgsh has for the registry. */
  kept: HeldLogin | undefined
}

/** Returns what installing docker-credential-dgsh for an engine changes. Throws where it cannot be installed; changes nothing. */
export async function planInstall(engine: InstallableEngine, context: Context): Promise<InstallPlan> {
  const registry = (await context.settings()).registry.value
  const search = await searchWithoutVariable(registry, context)
  const targets = await findTargets(engine, search)
  const state = await (await context.helperFile()).read()
  const existing = await findExisting(
    engine,
    { targets, former: formerHelpers(state, targets, registry) },
    search,
  )
  context.redaction.protect(existing.login?.secret ?? '')
  const { login: kept, reason } = await askProgram(registry, context)
  if (reason !== undefined) throw notAnswering(reason)
  const paths = targets.map(({ path }) => path)
  if (isUsedByOthers(state, registry, paths)) requireOneLogin(engine, existing, kept, registry)
  const plans = targets.map((target) => planFile(target, { engine, existing, search, state }))
  return {
    ...{ engine, registry, existing, kept },
    files: plans.filter(({ before, after }) => before !== after),
    paths,
  }
}

function formerHelpers(
  { installations }: HelperState,
  targets: readonly Target[],
  registry: string,
): string[] {
  const own = installations.filter(
    (one) => one.registry === registry && targets.some(({ path }) => path === one.file),
  )
  return own.flatMap(({ helper, general }) => helper ?? general ?? [])
}

interface Circumstances {
  engine: InstallableEngine
  existing: ExistingLogin
  search: LoginSearch
  state: HelperState
}

function planFile(
  target: Target,
  { engine, existing, search: { registry }, state }: Circumstances,
): FilePlan {
  const { config, file, path, text = '' } = target
  const keys = existing.keys.get(path) ?? []
  const edits = helperEdits(text, { registry, helper: OWN_HELPER, keys })
  const after = applyEdits(text, [...edits.naming, ...edits.stripping])
  const former = config.credHelpers.get(registry)
  const known = state.installations.find(isSame({ engine, file: path, registry }))
  const isAgain = former === OWN_HELPER
  const hunks = isAgain ? undefined : undoOf(text, edits, existing.login)
  const isExact = hunks !== undefined && undo(after, hunks, existing.login) === text
  const old = isAgain ? readChange(known?.change) : undefined
  const change: Change = {
    sha256: hashOf(after),
    created: target.text === undefined || old?.created === true,
    undo: isExact ? hunks : null,
    keys: [...new Set([...(old?.keys ?? []), ...keys])],
  }
  const helper = isAgain ? (known?.helper ?? null) : typeof former === 'string' ? former : null
  const general = file.kind === 'containers' ? null : (config.credsStore ?? null)
  const installation = { engine, file: path, registry, helper, general, change }
  return { path: file.path, before: target.text, after, installation }
}

function notAnswering(reason: string): DgshError {
  return new DgshError('store_unusable', `${helperProgram(OWN_HELPER)} does not answer: ${reason}`, {
    hint: 'to see what it asks: dgsh helper status --debug',
  })
}

function isUsedByOthers(state: HelperState, registry: string, paths: readonly string[]): boolean {
  return state.installations.some((one) => one.registry === registry && !paths.includes(one.file))
}

/** There is one login for a registry, whichever engine asks. */
function requireOneLogin(
  engine: InstallableEngine,
  { login, place }: ExistingLogin,
  kept: HeldLogin | undefined,
  registry: string,
): void {
  if (login === undefined || kept === undefined || isSameLogin(login, kept)) return
  const whose = login.username === kept.username ? 'another secret' : `the login of ${kept.username}`
  throw new DgshError(
    'config_invalid',
    `${engine} is logged in as ${login.username} (${place}), and dgsh gives every engine ${whose} for ${registry}`,
    { hint: `log ${engine} in with the one that is to be used: dgsh login --engine ${engine}` },
  )
}
