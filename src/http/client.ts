import type { IncomingHttpHeaders } from 'node:http'
import { HTTPError, RequestError, type Response } from 'got'
import { asUnclear, DgshError } from '../errors.ts'
import { type Connection, openConnection } from './connection.ts'
import { errorOfConnection, type Peer } from './connection-failures.ts'
import { type EffectWatch, type Method, onlyReads, watchEffect } from './effect.ts'
import { type Environment, UNTRUSTED } from './network.ts'
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
  method: Method
  url: URL
  headers: Readonly<Record<string, string>>
  /** Sent as JSON. */
  json?: unknown
}

/** An answer with whatever status. A redirect is an answer like any other: it is not followed. */
export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
  /**
   * True for an answer that leaves open whether the request had its effect, or that follows such an attempt: any but
   * 4xx, and never for what only reads. An error that is made of it says so too ({@link asUnclear}).
   */
  mayHaveHappened: boolean
}

/** The one place that speaks HTTP. */
export interface HttpClient {
  /**
   * The answer, after the retries that a passing failure allows; a POST is repeated only when it surely was not
   * processed: when it was never sent, or after 429. Throws a DgshError that holds nothing of the request but its host
   * when there is no answer, and the signal's reason when the user interrupts; both tell whether it may have happened.
   */
  send(request: HttpRequest): Promise<HttpAnswer>
}

/** Makes the client. Nothing is sent before the first request. */
export function createHttpClient(options: HttpOptions): HttpClient {
  const connections = new Map<string, Promise<Connection>>()
  return {
    async send(request) {
      const { origin } = request.url
      const connection = connections.get(origin) ?? openConnection(request.url, options.env, options)
      connections.set(origin, connection)
      return send(await connection, request, options)
    },
  }
}

async function send(
  connection: Connection,
  { method, url, headers, json }: HttpRequest,
  options: HttpOptions,
): Promise<HttpAnswer> {
  const limit = Math.round(options.timeoutSeconds * 1000)
  const started = performance.now()
  const timeout = AbortSignal.timeout(limit)
  const elapsed = () => Math.round(performance.now() - started)
  const debug = (message: string) => options.debug(`${method} ${url.host}${url.pathname}: ${message}`)
  const signal = AbortSignal.any([options.signal, timeout])
  const effect = watchEffect(method)
  const request = async () => {
    const asked = connection.session(url, {
      method,
      headers: { ...headers, 'user-agent': options.userAgent },
      ...(json === undefined ? {} : { json }),
      // A connection that was kept may end just now, and nobody could say whether the request had arrived.
      ...(onlyReads(method) ? {} : connection.unshared),
      signal,
    })
    asked.on('request', effect.watch)
    const response = await asked.catch((error: unknown) => {
      effect.ended(error instanceof RequestError ? error.response?.statusCode : undefined)
      throw error
    })
    effect.ended(response.statusCode)
    debug(`${response.statusCode}, ${response.body.length} characters, ${elapsed()} ms`)
    return answerOf(response, effect)
  }
  const trusting = () =>
    request().catch((error: unknown) => {
      // The certificate is looked at before anything is sent, so that nothing is done twice.
      if (error instanceof RequestError && UNTRUSTED.has(error.code) && connection.trustSystem())
        return request()
      throw error
    })
  const read = method === 'POST' ? readUnprocessed(effect) : readFailure
  try {
    return await withRetries(trusting, { read, remaining: () => limit - elapsed(), signal, debug })
  } catch (error) {
    return readLastFailure(error, { connection, timeout, url, options, debug, effect })
  }
}

function answerOf({ statusCode, headers, body }: Response, effect: EffectWatch): HttpAnswer {
  return { status: statusCode, headers, body: String(body), mayHaveHappened: effect.mayHaveHappened() }
}

/** The failures after which even what must not be done twice may be sent again. */
function readUnprocessed(effect: EffectWatch): typeof readFailure {
  return (error) => {
    const failed = readFailure(error)
    const unprocessed = failed?.status === undefined ? !effect.mayHaveHappened() : failed.status === 429
    return unprocessed ? failed : undefined
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
  effect: EffectWatch
}

/** An answer that is an error to got is an answer all the same; anything else is thrown. */
function readLastFailure(error: unknown, failure: LastFailure): HttpAnswer {
  const { options, timeout, debug, effect } = failure
  if (error instanceof HTTPError && !options.signal.aborted && !timeout.aborted) {
    debug(String(error.response.statusCode))
    return answerOf(error.response, effect)
  }
  const explained = explainFailure(error, failure)
  throw effect.mayHaveHappened() ? asUnclear(explained) : explained
}

function explainFailure(error: unknown, { connection, timeout, url, options, debug }: LastFailure): unknown {
  if (options.signal.aborted) return options.signal.reason
  if (timeout.aborted) {
    debug('timed out')
    return new DgshError('timeout', `${url.host} did not answer within ${options.timeoutSeconds} s`, {
      hint: 'check the network, or allow more with --timeout',
    })
  }
  if (!(error instanceof RequestError)) return error
  debug(error.code)
  return errorOfConnection(error, { host: url.host, proxy: connection.proxy }, options.peer)
}
