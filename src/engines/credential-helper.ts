import {
  eraseRequest,
  getRequest,
  type HelperEntry,
  helperProgram,
  listRequest,
  NOT_FOUND,
  readFields,
  storeRequest,
} from '../helper-protocol.ts'
import { parseJson } from '../json.ts'
import type { ExecRequest, ExecResult } from '../ports.ts'
import { findProgram } from './find.ts'
import type { HeldLogin } from './login-config.ts'
import { lastLine } from './outcome.ts'
import type { Surroundings } from './surroundings.ts'

/** What is needed to ask a credential helper. */
export interface HelperAccess extends Surroundings {
  exec(request: ExecRequest): Promise<ExecResult>
}

/**
 * The usernames that a helper keeps, by server; or why they are not known, as the end of a sentence. `absent` is true when that
 * is because the helper is not there, so that no engine is served by it either.
 */
export type HelperList = { usernames: ReadonlyMap<string, string> } | { reason: string; absent?: boolean }

/** A list needs no decryption: a helper that takes longer waits for something that will not come. */
const LIST_TIMEOUT_MS = 3000

/** For a secret, given or taken, the helper may have to ask the user to unlock a keychain. */
const GET_TIMEOUT_MS = 30_000

const LONGEST_QUOTE = 200

/** The path of a helper's program; undefined when it is not on PATH, or when the name is none. */
export function findHelper(name: string, { env, platform }: Surroundings): string | undefined {
  return /^[\w.-]+$/.test(name) ? findProgram(helperProgram(name), { path: env.PATH, platform }) : undefined
}

/** Asks a helper whose logins it keeps. No secret is shown. Never rejects because of the helper. */
export async function listUsernames(name: string, access: HelperAccess): Promise<HelperList> {
  const file = findHelper(name, access)
  if (file === undefined) return { reason: 'it is not on PATH', absent: true }
  const result = await access.exec({ file, ...listRequest(), timeoutMs: LIST_TIMEOUT_MS })
  if (result.timedOut === true) return { reason: `it gave no answer in ${LIST_TIMEOUT_MS / 1000} seconds` }
  if (result.startError !== undefined) return { reason: `it cannot be started (${result.startError})` }
  if (result.exitCode !== 0) return { reason: explainFailure(result) }
  const answer = readFields(result.stdout)
  if (answer === undefined) return { reason: 'its answer is no list' }
  const entries = [...answer].filter((entry): entry is [string, string] => isUsername(entry[1]))
  return { usernames: new Map(entries) }
}

/**
 * The login that a helper keeps for a server, if any; or why that is not known, as the end of a sentence. `isToken` is true for an identity
 * token, which is no login.
 */
export type HelperLogin = { login: HeldLogin | undefined; isToken?: boolean } | { reason: string }

/** Asks a helper for the login of a server. Never rejects because of the helper. */
export async function askLogin(name: string, server: string, access: HelperAccess): Promise<HelperLogin> {
  const file = findHelper(name, access)
  if (file === undefined) return { reason: 'it is not on PATH' }
  const result = await access.exec({ file, ...getRequest(server), timeoutMs: GET_TIMEOUT_MS })
  if (result.timedOut === true) return { reason: `it gave no answer in ${GET_TIMEOUT_MS / 1000} seconds` }
  if (result.startError !== undefined) return { reason: `it cannot be started (${result.startError})` }
  if (result.exitCode !== 0) {
    if (result.stdout.trim() === NOT_FOUND) return { login: undefined }
    // A secret is not quoted, whatever the exit code.
    const isAnswer = parseJson(result.stdout) !== undefined
    return { reason: isAnswer ? `it ended with ${result.exitCode}` : explainFailure(result) }
  }
  const fields = readFields(result.stdout)
  const [username, secret] = [fields?.get('Username'), fields?.get('Secret')]
  const isLogin = isUsername(username) && typeof secret === 'string'
  if (isLogin) return { login: { username, secret } }
  return username === TOKEN ? { login: undefined, isToken: true } : { login: undefined }
}

/** The login that a helper keeps for a server; undefined when it gives none, for whatever reason. */
export async function getLogin(
  name: string,
  server: string,
  access: HelperAccess,
): Promise<HeldLogin | undefined> {
  const answer = await askLogin(name, server, access)
  return 'login' in answer ? answer.login : undefined
}

/** Has a helper delete the login of a server. False when it says that it cannot. */
export async function eraseLogin(name: string, server: string, access: HelperAccess): Promise<boolean> {
  const file = findHelper(name, access)
  if (file === undefined) return false
  const result = await access.exec({ file, ...eraseRequest(server), timeoutMs: GET_TIMEOUT_MS })
  return result.exitCode === 0
}

/** Gives a login to a helper, as an engine does that has checked it. False when the helper does not take it. */
export async function storeLogin(name: string, login: HelperEntry, access: HelperAccess): Promise<boolean> {
  const file = findHelper(name, access)
  if (file === undefined) return false
  const result = await access.exec({ file, ...storeRequest(login), timeoutMs: GET_TIMEOUT_MS })
  return result.exitCode === 0
}

/** Stands for the username of an identity token, which belongs to none (docker/cli, native_store.go). */
const TOKEN = '<token>'

function isUsername(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value !== TOKEN
}

/** Helpers tell of errors on stdout. */
function explainFailure({ exitCode, signal, stdout, stderr }: ExecResult): string {
  const said = lastLine(stdout) || lastLine(stderr)
  return said === '' ? `it ended with ${signal ?? exitCode}` : `it says: ${said.slice(0, LONGEST_QUOTE)}`
}
