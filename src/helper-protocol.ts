import { isJsonObject, parseJson } from './json.ts'
import type { ExecRequest } from './ports.ts'

/** What a helper says when it has no login for a server (docker-credential-helpers, credentials/error.go). */
export const NOT_FOUND = 'credentials not found in native keychain'

/** A request to a helper, without its program: a verb, and what the helper reads from its standard input. */
export interface HelperRequest extends Pick<ExecRequest, 'args'> {
  args: readonly ['get' | 'store' | 'erase' | 'list']
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
