import type { IncomingHttpHeaders } from 'node:http'
import { HTTPError, RequestError } from 'got'
import { DgshError } from '../errors.ts'
import { type Connection, openConnection } from './connection.ts'
import { errorOfConnection, type Peer } from './connection-failures.ts'
import type { Environment } from './network.ts'
import { type FailedAttempt, withRetries } from './retry.ts'

/** What HTTP needs from outside. */
export interface HttpOptions {
  /** For one request with all its retries. */
  timeoutSeconds: number
  userAgent: string
  env: Environment
  /** Aborted when the user interrupts. */
  signal: AbortSignal
  debug: (message: string) => void
  /** Whom the requests are for, as errors name it. */
  peer: Peer
}

/** One request. Nothing of its headers, body or query is ever told, in errors or under `--debug`. */
export interface HttpRequest {
  method: 'GET'
  url: URL
  headers: Readonly<Record<string, string>>
}

/** An answer with whatever status. A redirect is an answer like any other: it is not followed. */
export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** The one place that speaks HTTP. */
export interface HttpClient {
  /**
   * The answer, after the retries that a passing failure allows. Throws a DgshError that holds nothing of the request
   * but its host when there is no answer, and the signal's reason when the user interrupts.
   */
  send(request: HttpRequest): Promise<HttpAnswer>
}

/** OpenSSL's errors for a certificate whose issuer is not known. */
const UNTRUSTED = new Set([
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
])

/** Makes the client. Nothing is sent before the first request. */
export function createHttpClient(options: HttpOptions): HttpClient {
  const connections = new Map<string, Promise<Connection>>()
  return {
    async send(request) {
      const { origin } = request.url
      const connection = connections.get(origin) ?? openConnection(request.url, options.env)
      connections.set(origin, connection)
      return send(await connection, request, options)
    },
  }
}

async function send(
  connection: Connection,
  { method, url, headers }: HttpRequest,
  options: HttpOptions,
): Promise<HttpAnswer> {
  const limit = Math.round(options.timeoutSeconds * 1000)
  const started = performance.now()
  const timeout = AbortSignal.timeout(limit)
  const elapsed = () => Math.round(performance.now() - started)
  const debug = (message: string) => options.debug(`${method} ${url.host}${url.pathname}: ${message}`)
  const signal = AbortSignal.any([options.signal, timeout])
  const request = async () => {
    const {
      statusCode,
      headers: answered,
      body,
    } = await connection.session(url, {
      method,
      headers: { ...headers, 'user-agent': options.userAgent },
      signal,
    })
    debug(`${statusCode}, ${body.length} characters, ${elapsed()} ms`)
    return { status: statusCode, headers: answered, body }
  }
  const trusting = () =>
    request().catch((error: unknown) => {
      // The certificate is looked at before anything is sent, so that nothing is done twice.
      if (error instanceof RequestError && UNTRUSTED.has(error.code) && connection.trustSystem())
        return request()
      throw error
    })
  try {
    return await withRetries(trusting, {
      read: readFailure,
      remaining: () => limit - elapsed(),
      signal,
      debug,
    })
  } catch (error) {
    return readLastFailure(error, { connection, timeout, url, options, debug })
  }
}

function readFailure(error: unknown): FailedAttempt | undefined {
  if (!(error instanceof RequestError)) return undefined
  const { code, response } = error
  return { code, status: response?.statusCode, retryAfter: response?.headers['retry-after'] }
}

interface LastFailure {
  connection: Connection
  timeout: AbortSignal
  url: URL
  options: HttpOptions
  debug: (message: string) => void
}

/** An answer that is an error to got is an answer all the same; anything else is thrown. */
function readLastFailure(
  error: unknown,
  { connection, timeout, url, options, debug }: LastFailure,
): HttpAnswer {
  if (options.signal.aborted) throw options.signal.reason
  if (timeout.aborted) {
    debug('timed out')
    throw new DgshError('timeout', `${url.host} did not answer within ${options.timeoutSeconds} s`, {
      hint: 'check the network, or allow more with --timeout',
    })
  }
  if (error instanceof HTTPError) {
    const { statusCode, headers, body } = error.response
    debug(String(statusCode))
    return { status: statusCode, headers, body: String(body) }
  }
  if (error instanceof RequestError) {
    debug(error.code)
    throw errorOfConnection(error, { host: url.host, proxy: connection.proxy }, options.peer)
  }
  throw error
}
