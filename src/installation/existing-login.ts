import { chooseHelper } from '../engines/choose-helper.ts'
import { askLogin } from '../engines/credential-helper.ts'
import { type LoginSearch, withoutScheme } from '../engines/engine-login.ts'
import { entriesOf, type HeldLogin, isKeyOf, loginOf } from '../engines/login-config.ts'
import { findLoginInUse } from '../engines/login-in-use.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import { helperProgram } from '../helper-protocol.ts'
import { shellWord } from '../shell.ts'
import { OWN_HELPER } from '../vocabulary.ts'
import { isSameLogin } from './program.ts'
import type { InstallableEngine, Target } from './targets.ts'

/** The namespace of Deepgram's images. */
export const NAMESPACE = 'deepgram'

/** The login that an engine has for the registry, and where it is. */
export interface ExistingLogin {
  /** Undefined where it has none. */
  login: HeldLogin | undefined
  /** Where the engine finds it, for people. */
  place: string
  /** The keys of `auths` that hold it, by the path of the target. */
  keys: ReadonlyMap<string, readonly string[]>
  /** The helpers that hold it, other than dgsh's. */
  helpers: readonly string[]
  /** What stays where it is, and is not used any more: sentences. */
  notes: readonly string[]
}

/**
 * Finds the login that an engine has now. `former` are helpers that had its logins before an installation, which an interruption may have
 * left one of. Throws `config_invalid` where it cannot be moved, or where another one of the registry would be
 * hidden by a helper.
 */
export async function findExisting(
  engine: InstallableEngine,
  { targets, former }: { targets: readonly Target[]; former: readonly string[] },
  search: LoginSearch,
): Promise<ExistingLogin> {
  for (const target of targets) refuseTokens(engine, target, search)
  const found = await findLoginInUse(engine, search, NAMESPACE)
  const isLogin = found !== undefined && !('reason' in found) && found.secret !== ''
  const login = isLogin ? { username: found.username, secret: found.secret } : undefined
  const notes =
    found !== undefined && 'reason' in found ? [`${found.reason}; a login that is there stays there`] : []
  const keys = new Map<string, string[]>()
  for (const target of targets) {
    const { moved, others } = sortKeys(target, login, search)
    keys.set(target.path, moved)
    if (others.length > 0) notes.push(...aboutOthers(engine, others, target, search))
  }
  const helpers = await helpersWith(engine, login, [...former, ...helpersOf(targets, search)], search)
  return { login, place: isLogin ? found.place : '', keys, helpers, notes }
}

interface OtherKey {
  key: string
  username: string
}

function sortKeys({ config }: Target, login: HeldLogin | undefined, { registry }: LoginSearch) {
  const [moved, others]: [string[], OtherKey[]] = [[], []]
  for (const [key, entry] of config.auths) {
    const held = isKeyOf(registry, key) ? loginOf(entry) : undefined
    if (held === undefined) continue
    if (login !== undefined && isSameLogin(held, login)) moved.push(key)
    else others.push({ key, username: held.username })
  }
  return { moved, others }
}

/** podman asks the helper of a registry for all that is below it, and for no login in its file (seen with podman 4.3). */
function aboutOthers(
  engine: InstallableEngine,
  others: readonly OtherKey[],
  { file, config }: Target,
  { env, registry }: LoginSearch,
): string[] {
  const place = tildePath(file.path, env)
  const used = file.kind === 'containers' && !config.credHelpers.has(registry)
  const hidden = used ? others.find(({ key }) => withoutScheme(key) === key) : undefined
  if (hidden !== undefined) {
    throw new DgshError(
      'config_invalid',
      `${engine} would no longer use its login for ${hidden.key} in ${place}: with a helper for ${registry} it asks that one alone`,
      { hint: `if you do not need that login, remove it first: ${engine} logout ${shellWord(hidden.key)}` },
    )
  }
  return others.map(
    ({ key, username }) => `the login of ${username} for ${key} stays in ${place}; ${engine} does not use it`,
  )
}

function refuseTokens(
  engine: InstallableEngine,
  { file, config }: Target,
  { env, registry }: LoginSearch,
): void {
  for (const [key, entry] of config.auths) {
    const fields = entriesOf(entry)
    const isToken = [fields.get('identitytoken'), fields.get('registrytoken')].some(
      (token) => token !== undefined && token !== '',
    )
    if (!isKeyOf(registry, key) || !isToken) continue
    throw tokenError(engine, `${key} in ${tildePath(file.path, env)}`)
  }
}

function tokenError(engine: InstallableEngine, where: string): DgshError {
  return new DgshError(
    'config_invalid',
    `${engine}'s login for ${where} is an identity token, which dgsh cannot keep`,
    {
      hint: `log in with a credential first: dgsh login --engine ${engine}`,
    },
  )
}

function helpersOf(targets: readonly Target[], search: LoginSearch): string[] {
  return targets.flatMap(({ config, file }) => chooseHelper(config, file.kind, search)?.name ?? [])
}

/** A helper may hold the login that the engine uses, or the same one beside that. */
async function helpersWith(
  engine: InstallableEngine,
  login: HeldLogin | undefined,
  candidates: readonly string[],
  search: LoginSearch,
): Promise<string[]> {
  const names = [...new Set(candidates)].filter((name) => name !== OWN_HELPER)
  const holding: string[] = []
  for (const name of names) {
    const answer = await askLogin(name, search.registry, search)
    if (!('login' in answer)) continue
    if (answer.isToken === true) throw tokenError(engine, `${search.registry} in ${helperProgram(name)}`)
    if (login !== undefined && answer.login !== undefined && isSameLogin(answer.login, login))
      holding.push(name)
  }
  return holding
}
