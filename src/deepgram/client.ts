import type * as v from 'valibot'
import { createHttpClient, type HttpOptions } from '../http/client.ts'
import { readAnswer } from './answer.ts'
import { errorOfStatus } from './failures.ts'

/** What a client needs from outside. */
export interface ClientOptions extends Omit<HttpOptions, 'peer'> {
  /** The API's base URL without a trailing slash. */
  baseUrl: string
  apiKey: string
}

/** One GET: the path by its segments, which are encoded here, and the shape that the answer must have. */
export interface GetRequest<Schema extends v.GenericSchema> {
  path: readonly string[]
  schema: Schema
  projectId?: string
  credentialId?: string
}

/** Deepgram's management API as one API key sees it: paths in, checked answers out. */
export interface Client {
  /** The checked answer. Throws a DgshError that holds nothing of the request but method, host and path. */
  get<Schema extends v.GenericSchema>(request: GetRequest<Schema>): Promise<v.InferOutput<Schema>>
}

/** Makes the client. Nothing is sent before the first call. */
export function createClient(options: ClientOptions): Client {
  const http = createHttpClient({
    ...options,
    peer: { unreachable: 'unreachable', setting: 'the API URL (dgsh config get api_url)' },
  })
  const headers = { authorization: `Token ${options.apiKey}`, accept: 'application/json' }
  return {
    async get({ path, schema, projectId, credentialId }) {
      const url = new URL(`${options.baseUrl}/${path.map(encodeURIComponent).join('/')}`)
      const summary = { method: 'GET', path: url.pathname, host: url.host, projectId, credentialId }
      const { status, body } = await http.send({ method: 'GET', url, headers })
      if (status >= 300) throw errorOfStatus(status, body, summary)
      return readAnswer(body, schema, summary)
    },
  }
}
