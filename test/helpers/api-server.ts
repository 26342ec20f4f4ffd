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
export type Answer = PlainAnswer | 'hang' | 'close' | { truncated: string }

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
    const answer = routes.get(`${method} ${path}`)?.next()
    requests.push(request)
    tellFirst(request)
    if (answer === undefined) unexpected.push(`${method} ${path}`)
    send(outgoing, answer ?? { status: 501, body: 'not in the script' })
  })
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  atEnd(() => {
    const unused = [...routes].filter(([, route]) => !route.isUsed()).map(([name]) => name)
    expect({ unexpected, unused }).toEqual({ unexpected: [], unused: [] })
  })
  return { url, requests, firstRequest }
}

/** One answer serves any number of requests, a list one request each. */
function scripted(answers: Answer | readonly Answer[]) {
  const list = [answers].flat() as Answer[]
  const repeats = !Array.isArray(answers)
  let served = 0
  return {
    next() {
      served += 1
      return list[repeats ? 0 : served - 1]
    },
    isUsed: () => served >= list.length,
  }
}

function send(outgoing: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return
  if (answer === 'close') {
    outgoing.destroy()
  } else if ('truncated' in answer) {
    outgoing.writeHead(200, { 'content-length': String(answer.truncated.length + 1000) })
    outgoing.write(answer.truncated, () => outgoing.destroy())
  } else {
    const { status = 200, headers, body = '' } = answer
    const content = typeof body === 'string' ? body : JSON.stringify(body)
    const type = typeof body === 'string' ? 'text/plain' : 'application/json'
    outgoing.writeHead(status, { 'content-type': type, ...headers }).end(content)
  }
}
