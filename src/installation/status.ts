import type { Context } from '../app/context.ts'
import type { Named } from '../app/credential-name.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import { readComments } from '../credentials/resolve-stored.ts'
import { idInUsername } from '../deepgram/names.ts'
import { LOGIN_VARIABLE } from '../engines/docker-config.ts'
import { parseLoginConfig } from '../engines/login-config.ts'
import { findLoginInUse } from '../engines/login-in-use.ts'
import { readLoginFile } from '../engines/read-login-file.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import type { HelperState } from '../helper/helper-file.ts'
import { helperProgram } from '../helper-protocol.ts'
import { loginSearch } from '../logins/login-search.ts'
import { OWN_HELPER } from '../vocabulary.ts'
import { type InstallationKey, isSame } from './change.ts'
import { NAMESPACE } from './existing-login.ts'
import { type AskedProgram, askProgram, installHint, problemOfProgram } from './program.ts'
import { findTargets, INSTALLABLE, type InstallableEngine, searchWithoutVariable } from './targets.ts'

/** An engine's file that names docker-credential-dgsh, or is on record as one that does, and what comes of asking that program. */
export interface HelperStatus extends InstallationKey {
  /** Why the engine has no login by dgsh, as a sentence without a full stop; undefined where it has. */
  problem: string | undefined
  /** The command that fixes it; undefined where nothing is to be fixed. */
  fix: Fix | undefined
  /** True where all that is missing is a login. */
  isLoggedOut: boolean
  /** The login that the engine gets; undefined where it gets none. */
  username: string | undefined
  /** The credential of that username; undefined for another account. */
  credential: Named | undefined
  /** The store that has its secret. */
  store: string | undefined
  /** How long docker-credential-dgsh took; undefined where it could not be asked. */
  milliseconds: number | undefined
}

/** Asks docker-credential-dgsh as each engine would that it is installed for. */
export async function findStatuses(context: Context): Promise<HelperStatus[]> {
  const state = await (await context.helperFile()).read()
  const keys = await findKeys(state, context)
  if (keys.length === 0) return []
  const problem = await problemOfProgram(context.host)
  const asked = new Map<string, AskedProgram>()
  // One after the other: what is measured is what an engine waits for.
  if (problem === undefined) {
    for (const registry of new Set(keys.map((key) => key.registry)))
      asked.set(registry, await askProgram(registry, context))
  }
  const comments = await readComments(context)
  const statuses: HelperStatus[] = []
  for (const key of keys) {
    const answer = asked.get(key.registry)
    const username = answer?.login?.username
    const id = username === undefined ? undefined : idInUsername(username)
    statuses.push({
      ...key,
      username,
      credential: id === undefined ? undefined : { id, comment: comments.get(id) },
      store: username === undefined ? undefined : storeOf(state, key.registry),
      milliseconds: answer?.milliseconds,
      ...(await judge(key, { problem, answer }, context)),
    })
  }
  return statuses
}

function storeOf({ logins }: HelperState, registry: string): string | undefined {
  return Object.hasOwn(logins, registry) ? logins[registry]?.store : undefined
}

/** Those on record, and the files in use that name the helper without being so. */
async function findKeys(state: HelperState, context: Context): Promise<InstallationKey[]> {
  const { registry } = await context.settings()
  const search = await searchWithoutVariable(registry.value, context)
  const keys: InstallationKey[] = state.installations.map((one) => ({
    engine: one.engine,
    file: one.file,
    registry: one.registry,
  }))
  for (const engine of INSTALLABLE) {
    const targets = await findTargets(engine, search).catch((error: unknown) => {
      // A file that cannot be read is a matter of `dgsh doctor`.
      if (!(error instanceof DgshError)) throw error
      return []
    })
    for (const { path, config } of targets) {
      const named = [...config.credHelpers].filter(([, helper]) => helper === OWN_HELPER)
      const found = named.map(([host]) => ({ engine, file: path, registry: host }))
      keys.push(...found.filter((key) => !keys.some(isSame(key))))
    }
  }
  return keys.sort((one, other) => rank(one) - rank(other))
}

function rank({ engine }: InstallationKey): number {
  return (INSTALLABLE as readonly string[]).indexOf(engine)
}

type Judgment = Pick<HelperStatus, 'problem' | 'fix' | 'isLoggedOut'>

async function judge(
  key: InstallationKey,
  { problem, answer }: { problem: string | undefined; answer: AskedProgram | undefined },
  context: Context,
): Promise<Judgment> {
  const { engine, registry } = key
  const program = helperProgram(OWN_HELPER)
  if (!isNamed(key)) {
    const place = tildePath(key.file, context.host.env)
    return broken(`${place} no longer names ${program} for ${registry}`, installAgain(engine))
  }
  if (problem !== undefined) return broken(problem, makeFix('link-helper', installHint(context.host)))
  if (answer?.reason !== undefined)
    return broken(
      `${program} fails: ${answer.reason}`,
      makeFix('look-into-helper', 'dgsh helper status --debug'),
    )
  const other = await hiddenBy(key, answer?.login?.username, context)
  if (other !== undefined) return other
  if (answer?.login !== undefined) return { problem: undefined, fix: undefined, isLoggedOut: false }
  const fix = makeFix('log-in-by-helper', `dgsh login --engine ${engine}`)
  return { ...broken(`there is no login for ${registry}`, fix), isLoggedOut: true }
}

function broken(problem: string, fix: Fix): Judgment {
  return { problem, fix, isLoggedOut: false }
}

function installAgain(engine: string): Fix {
  return makeFix('install-helper', `dgsh helper install --engine ${engine}`)
}

function isNamed({ engine, file, registry }: InstallationKey): boolean {
  const read = readLoginFile(file)
  const kind = engine === 'docker' || engine === 'helm' ? engine : 'containers'
  const config = 'text' in read && read.isMissing !== true ? parseLoginConfig(read.text, kind) : undefined
  return config?.credHelpers.get(registry) === OWN_HELPER
}

/** The engine may find another login first: in a variable, or in a file that was written since. */
async function hiddenBy(
  { engine, registry }: InstallationKey,
  username: string | undefined,
  context: Context,
): Promise<Judgment | undefined> {
  const known = INSTALLABLE.find((name) => name === engine)
  if (known === undefined || registry !== (await context.settings()).registry.value) return undefined
  const found = await findLoginInUse(known, await loginSearch(context, registry), NAMESPACE)
  if (found === undefined || 'reason' in found) return undefined
  context.redaction.protect(found.secret)
  if (found.place === LOGIN_VARIABLE && found.username !== username)
    return hidden(known, found, makeFix('unset-login-variable', `unset ${LOGIN_VARIABLE}`))
  if (found.place === LOGIN_VARIABLE || found.place.includes(helperProgram(OWN_HELPER))) return undefined
  return hidden(known, found, installAgain(known))
}

function hidden(
  engine: InstallableEngine,
  { place, username }: { place: string; username: string },
  fix: Fix,
): Judgment {
  return broken(`${engine} uses the login of ${username} in ${place} instead`, fix)
}
