import { type Got, got, HTTPError, RequestError } from 'got'
import * as v from 'valibot'
import { DgshError } from '../errors.ts'
import { isLoopback } from '../loopback.ts'
import { errorOfConnection } from './connection-failures.ts'
import { errorOfStatus, type RequestSummary } from './failures.ts'
import { proxyAgent, trustedAuthorities } from './network.ts'

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

const RETRIES = 2
const FIRST_RETRY_MS = 250

/** Makes the client. Nothing is sent before the first call. */
export function createClient(options: ClientOptions): Client {
  let session: Promise<Got> | undefined
  return {
    async get({ path, schema, projectId, credentialId }) {
      const url = new URL(`${options.baseUrl}/${path.map(encodeURIComponent).join('/')}`)
      const summary: RequestSummary = {
        method: 'GET',
        path: url.pathname,
        host: url.host,
        projectId,
        credentialId,
      }
      session ??= openSession(url, options)
      const body = await send(await session, url, summary, options)
      return check(body, schema, summary)
    },
  }
}

async function openSession(url: URL, options: ClientOptions): Promise<Got> {
  // Plain http goes to loopback only, and there never through a proxy: the API key would leave the machine.
  const secure = url.protocol === 'https:'
  const agent = secure && !isLoopback(url.host) ? await proxyAgent(url, options.env) : undefined
  return got.extend({
    headers: {
      authorization: `Token ${options.apiKey}`,
      'user-agent': options.userAgent,
      accept: 'application/json',
    },
    followRedirect: false,
    ...(secure ? { https: { certificateAuthority: trustedAuthorities(options.env) } } : {}),
    ...(agent === undefined ? {} : { agent: { https: agent } }),
  })
}

async function send(
  session: Got,
  url: URL,
  summary: RequestSummary,
  options: ClientOptions,
): Promise<string> {
  const started = performance.now()
  const timeout = AbortSignal.timeout(options.timeoutSeconds * 1000)
  const remaining = () => options.timeoutSeconds * 1000 - (performance.now() - started)
  const label = `${summary.method} ${summary.host}${summary.path}`
  try {
    const response = await session.get(url, {
      signal: AbortSignal.any([options.signal, timeout]),
      retry: {
        limit: RETRIES,
        calculateDelay: ({ attemptCount, computedValue, error }) => {
          const wait =
            error.response?.headers['retry-after'] === undefined
              ? FIRST_RETRY_MS * 2 ** (attemptCount - 1)
              : computedValue
          return computedValue === 0 || wait > remaining() ? 0 : wait
        },
      },
      hooks: { beforeRetry: [(error, count) => options.debug(`${label}: ${error.code}, retry ${count}`)] },
    })
    options.debug(
      `${label}: ${response.statusCode}, ${response.body.length} characters, ${Math.round(performance.now() - started)} ms`,
    )
    return response.body
  } catch (error) {
    throw explainFailure(error, { options, timeout, summary, label })
  }
}

interface Failure {
  options: ClientOptions
  timeout: AbortSignal
  summary: RequestSummary
  label: string
}

function explainFailure(error: unknown, { options, timeout, summary, label }: Failure): unknown {
  if (options.signal.aborted) return options.signal.reason
  if (timeout.aborted) {
    options.debug(`${label}: timed out`)
    return new DgshError(
      'timeout',
      `${summary.host} did not answer within ${options.timeoutSeconds} seconds`,
      {
        hint: 'check the network, or allow more with --timeout',
      },
    )
  }
  if (error instanceof HTTPError) {
    options.debug(`${label}: ${error.response.statusCode}`)
    return errorOfStatus(error.response.statusCode, String(error.response.body), summary)
  }
  if (error instanceof RequestError) {
    options.debug(`${label}: ${error.code}`)
    return errorOfConnection(error.code, error.message, summary.host)
  }
  return error
}

function check<Schema extends v.GenericSchema>(
  body: string,
  schema: Schema,
  { host, path }: RequestSummary,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, parseJson(body, host), { abortEarly: true })
  if (result.success) return result.output
  const place = result.issues[0].path?.map((item) => item.key).join('.') ?? ''
  throw new DgshError(
    'invalid_response',
    `${host} answered ${path} in a form that dgsh does not understand${place === '' ? '' : ` (at ${place})`}`,
    {
      hint: 'check the API URL; if it is right, a newer dgsh may be needed',
    },
  )
}

function parseJson(body: string, host: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    const page = body.trimStart().startsWith('<')
    throw new DgshError(
      'invalid_response',
      `${host} answered ${page ? 'a web page' : 'something that is not complete JSON'} where JSON was due`,
      {
        hint: page
          ? 'check the API URL, and whether a proxy or a sign-in page stands between'
          : 'try again; if it stays so, report it to Deepgram',
      },
    )
  }
}
