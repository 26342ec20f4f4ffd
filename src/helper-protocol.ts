import { isJsonObject, parseJson } from './json.ts'
import type { ExecRequest } from './ports.ts'

/** What a helper says when it has no login for a server (docker-credential-helpers, credentials/error.go). */
export const NOT_FOUND = 'credentials not found in native keychain'

/** What a helper can be asked for. */
export type HelperVerb = 'get' | 'store' | 'erase' | 'list'

/** A request to a helper, without its program: a verb, and what the helper reads from its standard input. */
export interface HelperRequest extends Pick<ExecRequest, 'args'> {
  args: readonly [HelperVerb]
  input: string
}

/** An entry to give to a helper. */
export interface HelperEntry {
  /** What it is kept under. */
  server: string
  username: string
  secret: string
}

/** Returns the program of a helper. */
export function helperProgram(name: string): string {
  return `docker-credential-${name}`
}

/** Returns the request for the usernames of all entries, which shows no secret. */
export function listRequest(): HelperRequest {
  // Some helpers wait for input that they do not use.
  return { args: ['list'], input: 'unused' }
}

/** Returns the request for an entry. */
export function getRequest(server: string): HelperRequest {
  return { args: ['get'], input: server }
}

/** Returns the request to keep an entry. */
export function storeRequest({ server, username, secret }: HelperEntry): HelperRequest {
  const entry = { ServerURL: server, Username: username, Secret: secret }
  return { args: ['store'], input: `${JSON.stringify(entry)}\n` }
}

/** Returns the request to delete an entry. */
export function eraseRequest(server: string): HelperRequest {
  return { args: ['erase'], input: server }
}

/**
 * Returns the fields of a helper's answer, which of a list are the usernames by server; undefined where it is no answer of a
 * helper. docker-credential-secretservice answers `null` for an empty keyring.
 */
export function readFields(answer: string): Map<string, unknown> | undefined {
  const value = parseJson(answer)
  if (value === null) return new Map()
  // A map, for which `__proto__` is a name like others.
  return isJsonObject(value) ? new Map(Object.entries(value)) : undefined
}

/** What a helper says to a request without a server, or without a username (docker-credential-helpers, credentials/error.go). */
export const MISSING = { server: 'no credentials server URL', username: 'no credentials username' } as const

/** Returns a helper's answer to `get`. */
export function loginAnswer({ server, username, secret }: HelperEntry): string {
  return `${JSON.stringify({ ServerURL: server, Username: username, Secret: secret })}\n`
}

/** Returns the server that a request names: engines differ in the end of the line. */
export function readServer(input: string): string {
  return input.replace(/[\r\n]/g, '').trim()
}

/**
 * Returns the host that a server's name means, with its port: `https://Quay.io/v1/` is `quay.io`. What is no host at all comes
 * out as something that no registry is called.
 */
export function hostOfServer(server: string): string {
  const [host = ''] = server.replace(/^https?:\/\//i, '').split(/[/?#]/, 1)
  return host.toLowerCase()
}

/** Returns the login that a request wants to be kept, what is missing as an empty text; undefined where it is no such request. */
export function readEntry(input: string): HelperEntry | undefined {
  const value = parseJson(input)
  if (!isJsonObject(value)) return undefined
  const { ServerURL: server = '', Username: username = '', Secret: secret = '' } = value
  if (typeof server !== 'string' || typeof username !== 'string' || typeof secret !== 'string')
    return undefined
  return { server, username, secret }
}
