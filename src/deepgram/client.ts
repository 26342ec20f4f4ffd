import { type Got, got, HTTPError, RequestError } from 'got'
import type * as v from 'valibot'
import { DgshError } from '../errors.ts'
import { isLoopback } from '../loopback.ts'
import { readAnswer } from './answer.ts'
import { errorOfConnection } from './connection-failures.ts'
import { errorOfStatus, type RequestSummary } from './failures.ts'
import { allAuthorities, namedAuthorities, openTunnel, systemBundle } from './network.ts'
import { type FailedAttempt, withRetries } from './retry.ts'

/** What a client needs from outside. */
export interface ClientOptions {
  /** The API's base URL without a trailing slash. */
  baseUrl: string
  apiKey: string
  /** For one call with all its retries. */
  timeoutSeconds: number
  userAgent: string
  env: Readonly<Record<string, string | undefined>>
  /** Aborted when the user interrupts. */
  signal: AbortSignal
  debug: (message: string) => void
}

/** One GET: the path by its segments, which are encoded here, and the shape that the answer must have. */
export interface GetRequest<Schema extends v.GenericSchema> {
  path: readonly string[]
  schema: Schema
  projectId?: string
  credentialId?: string
}

/** The one place that speaks HTTP. */
export interface Client {
  /** The checked answer. Throws a DgshError that holds nothing of the request but method, host and path. */
  get<Schema extends v.GenericSchema>(request: GetRequest<Schema>): Promise<v.InferOutput<Schema>>
}

/** OpenSSL's errors for a certificate whose issuer is not known. */
const UNTRUSTED = new Set([
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
])

/** Makes the client. Nothing is sent before the first call. */
export function createClient(options: ClientOptions): Client {
  let connection: Promise<Connection> | undefined
  return {
    async get({ path, schema, projectId, credentialId }) {
      const url = new URL(`${options.baseUrl}/${path.map(encodeURIComponent).join('/')}`)
      const summary = { method: 'GET', path: url.pathname, host: url.host, projectId, credentialId }
      connection ??= openConnection(url, options)
      return readAnswer(await send(await connection, url, summary), schema, summary)
    },
  }
}

/** How the host is reached. */
interface Connection {
  options: ClientOptions
  session: Got
  /** The proxy's host and port, when there is one between. */
  proxy: string | undefined
  /** Adds the system's CAs to those that are trusted; false when there are none to add. */
  trustSystem(): boolean
}

async function openConnection(url: URL, options: ClientOptions): Promise<Connection> {
  // Plain http goes to loopback only, and there never through a proxy: the API key would leave the machine.
  const secure = url.protocol === 'https:'
  const tunnel = secure && !isLoopback(url.host) ? await openTunnel(url, options.env) : undefined
  const named = secure ? namedAuthorities(options.env) : undefined
  const base = got.extend({
    headers: {
      authorization: `Token ${options.apiKey}`,
      'user-agent': options.userAgent,
      accept: 'application/json',
    },
    followRedirect: false,
    retry: { limit: 0 },
    ...(tunnel === undefined ? {} : { agent: { https: tunnel.agent } }),
  })
  const trusting = (authorities: string[]) => base.extend({ https: { certificateAuthority: authorities } })
  let system = named === undefined && secure ? systemBundle() : undefined
  const connection: Connection = {
    options,
    proxy: tunnel?.proxy,
    session: named === undefined ? base : trusting(named),
    trustSystem() {
      if (system === undefined) return false
      connection.session = trusting(allAuthorities(system, options.env))
      system = undefined
      return true
    },
  }
  return connection
}

async function send(connection: Connection, url: URL, summary: RequestSummary): Promise<string> {
  const { options } = connection
  const limit = Math.round(options.timeoutSeconds * 1000)
  const started = performance.now()
  const timeout = AbortSignal.timeout(limit)
  const label = `${summary.method} ${summary.host}${summary.path}`
  const elapsed = () => Math.round(performance.now() - started)
  const signal = AbortSignal.any([options.signal, timeout])
  const request = async () => {
    const { statusCode, body } = await connection.session.get(url, { signal })
    options.debug(`${label}: ${statusCode}, ${body.length} characters, ${elapsed()} ms`)
    // Redirects are not followed, and for got they are no error then.
    if (statusCode >= 300) throw errorOfStatus(statusCode, body, summary)
    return body
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
      debug: (message) => options.debug(`${label}: ${message}`),
    })
  } catch (error) {
    throw explainFailure(error, { connection, timeout, summary, label })
  }
}

function readFailure(error: unknown): FailedAttempt | undefined {
  if (!(error instanceof RequestError)) return undefined
  const { code, response } = error
  return { code, status: response?.statusCode, retryAfter: response?.headers['retry-after'] }
}

interface Failure {
  connection: Connection
  timeout: AbortSignal
  summary: RequestSummary
  label: string
}

function explainFailure(error: unknown, { connection, timeout, summary, label }: Failure): unknown {
  const { options, proxy } = connection
  if (options.signal.aborted) return options.signal.reason
  if (timeout.aborted) {
    options.debug(`${label}: timed out`)
    return new DgshError('timeout', `${summary.host} did not answer within ${options.timeoutSeconds} s`, {
      hint: 'check the network, or allow more with --timeout',
    })
  }
  if (error instanceof HTTPError) {
    options.debug(`${label}: ${error.response.statusCode}`)
    return errorOfStatus(error.response.statusCode, String(error.response.body), summary)
  }
  if (error instanceof RequestError) {
    options.debug(`${label}: ${error.code}`)
    return errorOfConnection(error, { host: summary.host, proxy })
  }
  return error
}
