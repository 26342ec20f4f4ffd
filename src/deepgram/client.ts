import type * as v from 'valibot'
import { asUnclear } from '../errors.ts'
import { bindLogin } from '../http/bound-login.ts'
import { createHttpClient, type HttpAnswer, type HttpOptions } from '../http/client.ts'
import type { Method } from '../http/effect.ts'
import { pathOf } from '../http/path.ts'
import { readAnswer } from './answer.ts'
import { errorOfStatus, type RequestSummary } from './failures.ts'

/** What a client needs from outside. */
export interface ClientOptions extends Omit<HttpOptions, 'peer'> {
  /** The API's base URL without a trailing slash. */
  baseUrl: string
  apiKey: string
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
   * Deletes a credential; what a good answer says does not matter. Gone already is what another attempt of this call may
   * have deleted; a credential that was not there at all is `credential_not_found`.
   */
  delete(request: Target): Promise<'deleted' | 'already gone'>
}

/** Makes the client. Nothing is sent before the first call. */
export function createClient(options: ClientOptions): Client {
  const http = createHttpClient({
    ...options,
    peer: { unreachable: 'unreachable', setting: 'the API URL (dgsh config get api_url)' },
  })
  const login = bindLogin(`Token ${options.apiKey}`, new URL(options.baseUrl))
  const headers = { accept: 'application/json' }
  const ask = async (method: Method, request: Target & Partial<PostRequest<v.GenericSchema>>) => {
    const { path, query, json, projectId, credentialId } = request
    const url = new URL(`${options.baseUrl}/${pathOf(path)}`)
    const summary = { method, path: url.pathname, host: url.host, projectId, credentialId }
    url.search = query?.toString() ?? ''
    return { summary, answer: await http.send({ method, url, headers, login, json }) }
  }
  return {
    async get(request) {
      const { answer, summary } = await ask('GET', request)
      return readGood(answer, summary, request.schema)
    },
    async post(request) {
      const { answer, summary } = await ask('POST', request)
      try {
        return readGood(answer, summary, request.schema)
      } catch (error) {
        throw answer.mayHaveHappened ? asUnclear(error) : error
      }
    },
    async delete(request) {
      const { answer, summary } = await ask('DELETE', request)
      const { status, body, mayHaveHappened } = answer
      if (status < 300) return 'deleted'
      const error = errorOfStatus(status, body, summary)
      if (mayHaveHappened && error.code === 'credential_not_found') return 'already gone'
      throw mayHaveHappened ? asUnclear(error) : error
    },
  }
}

function readGood<Schema extends v.GenericSchema>(
  { status, body }: HttpAnswer,
  summary: RequestSummary,
  schema: Schema,
): v.InferOutput<Schema> {
  if (status >= 300) throw errorOfStatus(status, body, summary)
  return readAnswer(body, schema, summary)
}
