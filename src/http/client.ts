import { RequestError } from 'got'
import { asUnclear, DgshError } from '../errors.ts'
import { waitFor } from '../waiting.ts'
import { type BoundLogin, loginHeaders } from './bound-login.ts'
import { type Connection, openConnection } from './connection.ts'
import { errorOfConnection, type Peer } from './connection-failures.ts'
import { type Deadline, startDeadline } from './deadline.ts'
import { type EffectWatch, watchEffect } from './effect.ts'
import { type Environment, UNTRUSTED } from './network.ts'
import { type PlainAnswer, type PlainRequest, requestOnce } from './request-once.ts'
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
export interface HttpRequest extends PlainRequest {
  /** No login among them: that is given as {@link HttpRequest.login}. */
  headers: Readonly<Record<string, string>> & { authorization?: never }
  /** Sent to its own origin only. */
  login?: BoundLogin | undefined
}

/** An answer with whatever status. A redirect is an answer like any other: it is not followed. */
export interface HttpAnswer extends PlainAnswer {
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
   * when there is no answer, and the signal's reason when the user interrupts; both tell whether it may have happened. Throws
   * `invalid_response` before anything is sent when the URL is not at the origin that the login is for.
   */
  send(request: HttpRequest): Promise<HttpAnswer>
}

/** Makes the client. Nothing is sent before the first request. */
export function createHttpClient(options: HttpOptions): HttpClient {
  const connections = new Map<string, Promise<Connection>>()
  return {
    async send({ login, headers, ...request }) {
      const { origin } = request.url
      const all = { ...headers, ...loginHeaders(request.url, login), 'user-agent': options.userAgent }
      const connection = connections.get(origin) ?? openConnection(request.url, options.env, options)
      connections.set(origin, connection)
      const answer = send(await connection, { ...request, headers: all }, options)
      return waitFor(`the answer of ${request.url.host}`, answer)
    },
  }
}

/** An answer that may be another one in a moment, or that got no further than a retry allows. */
class Unsuccessful extends Error {
  constructor(readonly answer: PlainAnswer) {
    super()
  }
}

async function send(
  connection: Connection,
  request: PlainRequest,
  options: HttpOptions,
): Promise<HttpAnswer> {
  const { method, url } = request
  const deadline = startDeadline(Math.round(options.timeoutSeconds * 1000), options.signal)
  const debug = (message: string) => options.debug(`${method} ${url.host}${url.pathname}: ${message}`)
  const effect = watchEffect(method)
  const { signal } = deadline
  const started = performance.now()
  const attempt = async () => {
    const answer = await deadline.within(requestOnce(request, { connection, effect, signal }))
    const elapsed = Math.round(performance.now() - started)
    debug(`${answer.status}, ${answer.body.length} characters, ${elapsed} ms`)
    if (answer.status >= 400) throw new Unsuccessful(answer)
    return answer
  }
  const trusting = () => {
    const { session } = connection
    return attempt().catch((error: unknown) => {
      // The certificate is looked at before anything is sent, so that nothing is done twice.
      if (error instanceof RequestError && UNTRUSTED.has(error.code) && connection.trustSystem(session))
        return attempt()
      throw error
    })
  }
  const read = method === 'POST' ? readUnprocessed(effect) : readFailure
  try {
    const answer = await withRetries(trusting, { read, remaining: deadline.remaining, signal, debug })
    return { ...answer, mayHaveHappened: effect.mayHaveHappened() }
  } catch (error) {
    return readLastFailure(error, { connection, deadline, url, options, debug, effect })
  } finally {
    deadline.stop()
  }
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
  if (error instanceof Unsuccessful) {
    const { status, headers } = error.answer
    return { code: '', status, retryAfter: headers['retry-after'] }
  }
  if (!(error instanceof RequestError)) return undefined
  const { code, response } = error
  return { code, status: response?.statusCode, retryAfter: response?.headers['retry-after'] }
}

interface LastFailure {
  connection: Connection
  deadline: Deadline
  url: URL
  options: HttpOptions
  debug: (message: string) => void
  effect: EffectWatch
}

/** An answer that no retry made better is an answer all the same; anything else is thrown. */
function readLastFailure(error: unknown, failure: LastFailure): HttpAnswer {
  const { deadline, effect } = failure
  const mayHaveHappened = effect.mayHaveHappened()
  if (error instanceof Unsuccessful && !deadline.signal.aborted) return { ...error.answer, mayHaveHappened }
  const explained = explainFailure(error, failure)
  throw mayHaveHappened ? asUnclear(explained) : explained
}

function explainFailure(error: unknown, { connection, deadline, url, options, debug }: LastFailure): unknown {
  if (options.signal.aborted) return options.signal.reason
  if (deadline.isOver()) {
    debug('timed out')
    return new DgshError('timeout', `${url.host} did not answer within ${options.timeoutSeconds} s`, {
      hint: 'check the network, or allow more with --timeout',
    })
  }
  if (error instanceof DgshError) debug(error.message)
  if (!(error instanceof RequestError)) return error
  debug(error.code)
  return errorOfConnection(error, { host: url.host, proxy: connection.proxy }, options.peer)
}
