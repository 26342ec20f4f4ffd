import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect } from 'vitest'
import { atEnd } from './cleanup.ts'
import { listenOnLoopback } from './loopback.ts'

/** An answer that is sent as it is. An object as body is sent as JSON. */
export interface PlainAnswer {
  /** 200 when left out. */
  status?: number
  headers?: Readonly<Record<string, string>>
  body?: string | object
}

/** An answer: as it is; none at all; the connection closed at once; or in the middle of the body. */
export type FixedAnswer = PlainAnswer | 'hang' | 'close' | { truncated: string }

/** An answer that depends on what was answered before. It serves any number of requests, or none. */
export type AnswerOf = (answered: readonly Answered[]) => FixedAnswer

/** An answer, fixed or not. */
export type Answer = FixedAnswer | AnswerOf

/** A request and its answer. */
export interface Answered {
  request: ApiRequest
  answer: FixedAnswer
}

/** A request that came in. */
export interface ApiRequest {
  method: string
  /** Path and query. */
  path: string
  headers: IncomingMessage['headers']
  /** As text; empty when there is none. */
  body: string
}

/** A server with scripted answers that is up. */
export interface ApiServer {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** All requests in their order. */
  requests: ApiRequest[]
  /** Resolves when a request has come in. */
  firstRequest: Promise<ApiRequest>
}

/**
 * Starts a server that answers by script: `GET /path` → an answer for every such request, or a list with one for each.
 * A request that is not in the script fails the test, and so does an answer that nobody asked for.
 */
export async function startApiServer(
  script: Readonly<Record<string, Answer | readonly Answer[]>>,
): Promise<ApiServer> {
  const routes = new Map(Object.entries(script).map(([route, answers]) => [route, scripted(answers)]))
  const unexpected: string[] = []
  const requests: ApiRequest[] = []
  const answered: Answered[] = []
  let tellFirst = (_: ApiRequest) => {}
  const firstRequest = new Promise<ApiRequest>((resolve) => {
    tellFirst = resolve
  })
  const server = createServer(async (incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming
    // Whoever goes away in the middle has not asked for anything.
    const body = await text(incoming).catch(() => undefined)
    if (body === undefined) return
    const request = { method, path, headers, body }
    const scripted = routes.get(`${method} ${path}`)?.next()
    const answer = typeof scripted === 'function' ? scripted(answered) : scripted
    requests.push(request)
    tellFirst(request)
    if (answer === undefined) unexpected.push(`${method} ${path}`)
    else answered.push({ request, answer })
    send(outgoing, answer ?? { status: 501, body: 'not in the script' })
  })
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  atEnd(() => {
    const unused = [...routes].filter(([, route]) => !route.isUsed()).map(([name]) => name)
    expect({ unexpected, unused }).toEqual({ unexpected: [], unused: [] })
  })
  return { url, requests, firstRequest }
}

/** One answer serves any number of requests, a list one request each; a function at its end serves all further ones. */
function scripted(answers: Answer | readonly Answer[]) {
  const list = [answers].flat() as Answer[]
  const last = list.at(-1)
  const [repeats, rest] = [!Array.isArray(answers), typeof last === 'function' ? last : undefined]
  let served = 0
  return {
    next() {
      served += 1
      return list[repeats ? 0 : served - 1] ?? rest
    },
    isUsed: () => served >= list.length - (rest === undefined ? 0 : 1),
  }
}

function send(outgoing: ServerResponse, answer: FixedAnswer): void {
  if (answer === 'hang') return
  if (answer === 'close') {
    outgoing.destroy()
  } else if ('truncated' in answer) {
    outgoing.writeHead(200, { 'content-length': String(answer.truncated.length + 1000) })
    outgoing.write(answer.truncated, () => outgoing.destroy())
  } else {
    const { status = 200, headers, body = '' } = answer
    // The tests have a time of their own.
    outgoing.sendDate = false
    const content = typeof body === 'string' ? body : JSON.stringify(body)
    const type = typeof body === 'string' ? 'text/plain' : 'application/json'
    outgoing.writeHead(status, { 'content-type': type, ...headers }).end(content)
  }
}
