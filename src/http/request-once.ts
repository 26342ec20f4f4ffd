import { once } from 'node:events'
import type { ClientRequest, IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'got'
import { DgshError } from '../errors.ts'
import type { Connection } from './connection.ts'
import { type EffectWatch, type Method, onlyReads } from './effect.ts'

/** One request as it is sent. */
export interface PlainRequest {
  method: Method
  url: URL
  headers: Readonly<Record<string, string>>
  /** Sent as JSON. */
  json?: unknown
}

/** An answer with whatever status, read to its end. */
export interface PlainAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** What one attempt needs. */
export interface AttemptParts {
  connection: Connection
  effect: EffectWatch
  signal: AbortSignal
}

/** The most that an answer may hold, unpacked: far above the longest list, far below what endangers the process. */
export const LARGEST_ANSWER = 64 * 1024 * 1024

/**
 * Sends a request once and reads the answer. Throws got's `RequestError` when there is no answer, or not all of it, and
 * `invalid_response` when the server switches to another protocol or answers more than {@link LARGEST_ANSWER}.
 */
export async function requestOnce(request: PlainRequest, parts: AttemptParts): Promise<PlainAnswer> {
  const { method, url, headers, json } = request
  const { connection, effect, signal } = parts
  const stream = connection.session.stream(url, {
    method,
    headers: { ...headers },
    ...(json === undefined ? {} : { json }),
    // A connection that was kept may end just now, and nobody could say whether the request had arrived.
    ...(onlyReads(method) ? {} : connection.unshared),
    throwHttpErrors: false,
    signal,
  })
  // The call that waits for the answer or reads it throws what ends the stream; afterwards it is of no interest.
  stream.on('error', () => {})
  let status: number | undefined
  try {
    const upgraded = refuseUpgrade(stream, url, effect)
    // What has no body is ended by hand, except for what never has one (got's streams).
    if (json === undefined && !onlyReads(method)) stream.end()
    const response = await Promise.race([answerTo(stream), upgraded])
    status = response.statusCode
    // Without an Upgrade header Node takes it for an answer.
    if (status === 101) throw switched(url, status)
    const body = await readBody(stream, url)
    return { status, headers: response.headers, body }
  } finally {
    effect.ended(status)
    stream.destroy()
  }
}

async function answerTo(stream: Request): Promise<Response> {
  const [response] = await once(stream, 'response')
  return response as Response
}

/** Rejects at an answer 101 (RFC 9110, 15.2.2), after which Node tells nothing more of the request. */
function refuseUpgrade(stream: Request, url: URL, effect: EffectWatch): Promise<never> {
  const refused = new Promise<never>((_, reject) => {
    stream.on('request', (request: ClientRequest) => {
      effect.watch(request)
      request.once('upgrade', ({ statusCode }, socket) => {
        socket.destroy()
        reject(switched(url, statusCode))
      })
    })
  })
  refused.catch(() => {})
  return refused
}

/** Counts what is unpacked, not what is sent: a few bytes of gzip can stand for gigabytes. */
async function readBody(stream: Request, url: URL): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > LARGEST_ANSWER)
      throw strange(url.host, `answers with more than ${LARGEST_ANSWER / 1024 / 1024} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function switched({ host }: URL, status: number | undefined): DgshError {
  return strange(host, `switches to another protocol (status ${status})`)
}

function strange(host: string, what: string): DgshError {
  return new DgshError('invalid_response', `${host} ${what}, which dgsh did not ask for`, {
    hint: 'check the URL, and whether a proxy or another server answers in its place',
  })
}
