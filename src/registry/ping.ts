import { DgshError } from '../errors.ts'
import type { HttpAnswer, HttpClient } from '../http/client.ts'
import { isLoopback } from '../loopback.ts'
import { errorOfAnswer, notARegistry, requireNoPage, unsafeRealm } from './failures.ts'
import { type Challenge, parseChallenges } from './headers.ts'

/** How a registry authenticates its users. */
export interface AuthMethod {
  /**
   * `token`: by a token, which is requested with the login. `basic`: by the login itself, which does not say what can be
   * pulled. `open`: without a login.
   */
  kind: 'token' | 'basic' | 'open'
  /** Where the login is sent; for a token, with the service in the query. */
  url: URL
  /** The registry's /v2/. */
  base: URL
}

/**
 * Asks a registry how it authenticates its users: GET /v2/ without a login, as docker does (Docker's "Token Authentication
 * Specification"). Throws a DgshError when it cannot be reached, and when it wants the secret sent over an unsafe connection:
 * the secret goes to https only, or to loopback when the registry is there.
 */
export async function pingRegistry(http: HttpClient, host: string): Promise<AuthMethod> {
  const { url, answer } = await ping(http, host)
  if (answer.status === 200 || answer.status === 403) requireNoPage(answer.body, host)
  if (answer.status === 200) return { kind: 'open', url, base: url }
  if (answer.status !== 401) throw errorOfAnswer(answer.status, host)
  const challenges = parseChallenges(answer.headers['www-authenticate'] ?? '')
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
  if (bearer !== undefined) return { kind: 'token', url: tokenUrl(bearer, host), base: url }
  if (challenges.some(({ scheme }) => scheme === 'basic')) return { kind: 'basic', url, base: url }
  throw notARegistry(host, 'it does not say how to log in')
}

/** What Go, nginx and Apache answer to plain http where TLS is spoken. */
const SPEAKS_TLS = /\b(?:HTTPS|SSL|TLS)\b/i

/**
 * A registry on loopback speaks plain http, as the sandbox and most registries for development do. One that speaks TLS
 * there answers 400 to that, or nothing: then it is asked by https.
 */
async function ping(http: HttpClient, host: string): Promise<{ url: URL; answer: HttpAnswer }> {
  const ask = async (scheme: 'http' | 'https') => {
    const url = new URL(`${scheme}://${host}/v2/`)
    return { url, answer: await http.send({ method: 'GET', url, headers: {} }) }
  }
  if (!isLoopback(host)) return ask('https')
  try {
    const plain = await ask('http')
    const { status, body } = plain.answer
    return status === 400 && SPEAKS_TLS.test(body) ? await ask('https') : plain
  } catch (error) {
    if (error instanceof DgshError && error.code === 'registry_unreachable') return ask('https')
    throw error
  }
}

function tokenUrl({ parameters: { realm = '', service } }: Challenge, host: string): URL {
  if (!URL.canParse(realm)) throw notARegistry(host, 'it does not say where to get a token')
  const url = new URL(realm)
  const isLocal = url.protocol === 'http:' && isLoopback(url.host) && isLoopback(host)
  if (url.protocol !== 'https:' && !isLocal) throw unsafeRealm(host, url)
  // A login in the realm would take the place of the one that is sent.
  url.username = ''
  url.password = ''
  url.hash = ''
  if (service !== undefined) url.searchParams.set('service', service)
  return url
}
