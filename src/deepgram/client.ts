import type * as v from 'valibot'
import { asUnclear, DgshError } from '../errors.ts'
import { bindLogin } from '../http/bound-login.ts'
import { createHttpClient, type HttpAnswer, type HttpOptions } from '../http/client.ts'
import type { Method } from '../http/effect.ts'
import { pathOf } from '../http/path.ts'
import { readAnswer, withPlainIds } from './answer.ts'
import { createServerClock } from './clock.ts'
import { deletedSchema } from './credential.ts'
import { errorOfStatus, type RequestSummary } from './failures.ts'

/** What a client needs from outside. */
export interface ClientOptions extends Omit<HttpOptions, 'peer'> {
  /** The API's base URL without a trailing slash. */
  baseUrl: string
  apiKey: string
  now: () => Date
  /** True for a text that has something in it that is to be hidden. */
  isSecret?: (text: string) => boolean
  /** Called before each request that changes something. */
  beforeChange?: () => void
}

/** What a request is for: the path by its segments, which are encoded here, and the ids in it, for errors. */
export interface Target {
  path: readonly string[]
  projectId?: string
  credentialId?: string
}

/** One GET, and the shape that the answer must have. */
export interface GetRequest<Schema extends v.GenericSchema> extends Target {
  schema: Schema
}

/** One POST. */
export interface PostRequest<Schema extends v.GenericSchema> extends GetRequest<Schema> {
  query: URLSearchParams
  json: unknown
}

/**
 * Deepgram's management API as one API key sees it: paths in, checked answers out. Every call may throw a DgshError that
 * holds nothing of the request but method, host and path; for post and delete it tells whether it may have happened.
 */
export interface Client {
  /** The checked answer. */
  get<Schema extends v.GenericSchema>(request: GetRequest<Schema>): Promise<v.InferOutput<Schema>>
  /** The checked answer. Sent again only where it surely was not processed. */
  post<Schema extends v.GenericSchema>(request: PostRequest<Schema>): Promise<v.InferOutput<Schema>>
  /**
   * Asks for the deletion of a credential. `deleted` is what a documented answer says, and nothing more; another answer
   * with a good status is `invalid_response`. Gone already is what another attempt of this call may have deleted; a
   * credential that was not there at all is `credential_not_found`.
   */
  delete(request: Target): Promise<'deleted' | 'already gone'>
  /** The time by Deepgram's clock, as the last answer told it; this machine's before the first. */
  now(): Date
}

/** Makes the client. Nothing is sent before the first call. */
export function createClient(options: ClientOptions): Client {
  const http = createHttpClient({
    ...options,
    peer: { unreachable: 'unreachable', setting: 'the API URL: dgsh config get api_url' },
  })
  const login = bindLogin(`Token ${options.apiKey}`, new URL(options.baseUrl))
  const clock = createServerClock(options.now)
  const headers = { accept: 'application/json' }
  const ask = async (method: Method, request: Target & Partial<PostRequest<v.GenericSchema>>) => {
    const { path, query, json, projectId, credentialId } = request
    const url = new URL(`${options.baseUrl}/${pathOf(path)}`)
    const summary = { method, path: url.pathname, host: url.host, projectId, credentialId }
    url.search = query?.toString() ?? ''
    const answer = await http.send({ method, url, headers, login, json })
    clock.hear(answer.headers)
    return { summary, answer }
  }
  return {
    now: clock.now,
    async get(request) {
      const { answer, summary } = await ask('GET', request)
      return withPlainIds(readDocumented(answer, summary, request.schema), summary, options.isSecret)
    },
    async post(request) {
      options.beforeChange?.()
      const { answer, summary } = await ask('POST', request)
      try {
        return withPlainIds(readGood(answer, summary, request.schema), summary, options.isSecret)
      } catch (error) {
        throw answer.mayHaveHappened ? asUnclear(error) : error
      }
    },
    async delete(request) {
      options.beforeChange?.()
      const { answer, summary } = await ask('DELETE', request)
      const { mayHaveHappened } = answer
      try {
        if (answer.status === 204 && answer.body === '') return 'deleted'
        readDocumented(answer, summary, deletedSchema)
        return 'deleted'
      } catch (error) {
        if (!mayHaveHappened) throw error
        if (error instanceof DgshError && error.code === 'credential_not_found') return 'already gone'
        throw asUnclear(error)
      }
    },
  }
}

/** Every call is documented with 200 as its one good status; `202 Accepted` or a part of something is another answer. */
function readDocumented<Schema extends v.GenericSchema>(
  answer: HttpAnswer,
  summary: RequestSummary,
  schema: Schema,
): v.InferOutput<Schema> {
  const { status } = answer
  if (status === 200 || status >= 300) return readGood(answer, summary, schema)
  throw new DgshError(
    'invalid_response',
    `${summary.host} answers ${summary.method} with status ${status}, and Deepgram's management API does not`,
    { hint: 'check the API URL, and whether a proxy stands between' },
  )
}

function readGood<Schema extends v.GenericSchema>(
  { status, body }: HttpAnswer,
  summary: RequestSummary,
  schema: Schema,
): v.InferOutput<Schema> {
  if (status >= 300) throw errorOfStatus(status, body, summary)
  return readAnswer(body, schema, summary)
}
