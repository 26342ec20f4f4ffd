import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listenOnLoopback } from './loopback.ts'

/** A server that no login is for. */
export interface OtherHost {
  /** `127.0.0.1:<port>` */
  host: string
  port: number
  /** The requests that came in, each with its login, if it had one. */
  requests: { url: string; login: string | undefined }[]
}

/** Starts a server that takes down what it is sent, and answers with an empty object. */
export async function startOtherHost(): Promise<OtherHost> {
  const requests: OtherHost['requests'] = []
  const server = createServer(({ url = '', headers }, outgoing) => {
    requests.push({ url, login: headers.authorization })
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  const port = await listenOnLoopback(server)
  return { host: `127.0.0.1:${port}`, port, requests }
}

/**
 * Every way to write a URL that another host may be reached by, seen from a server at `own`; some of them stay at `own` when
 * they are read rightly, and some are no URL at all. As bytes of a header.
 */
export function waysToAnotherHost({ host, port }: OtherHost, own: string): string[] {
  return [
    `http://${host}/x`,
    `HTTP://${host}/x`,
    `http:\\\\${host}\\x`,
    `http:///${host}/x`,
    `http:/${host}/x`,
    `http:${host}/x`,
    `https://${host}/x`,
    `//${host}/x`,
    `///${host}/x`,
    `\\\\${host}/x`,
    `/\\${host}/x`,
    `\\/${host}/x`,
    `/..//${host}/x`,
    `/.//${host}/x`,
    `/../../..//${host}/x`,
    `..//${host}/x`,
    `/..\\/${host}/x`,
    `/%2e%2e//${host}/x`,
    `/%2e//${host}/x`,
    `/.%2E//${host}/x?n=1`,
    `/%2f${host}/x`,
    `/%5c${host}/x`,
    `/a/..//${host}/x`,
    `/\t/${host}/x`,
    `\t//${host}/x`,
    ` //${host}/x`,
    `http://${own}@${host}/x`,
    `http://user:password@${host}/x`,
    `http://user:password@${own}/x`,
    `http://${own}%40${host}/x`,
    `http://${own}\\@${host}/x`,
    `http://${own}#@${host}/x`,
    `http://${own}?@${host}/x`,
    `http://${own}/@${host}/x`,
    `http://localhost:${port}/x`,
    `http://127.1:${port}/x`,
    `http://0x7f.0.0.1:${port}/x`,
    `http://2130706433:${port}/x`,
    `http://0177.0.0.1:${port}/x`,
    `http://127.0.0.1.:${port}/x`,
    `http://[::ffff:127.0.0.1]:${port}/x`,
    latin1(`http://１２７.0.0.1:${port}/x`),
    latin1(`http://127。0。0。1:${port}/x`),
    latin1(`/／${host}/x`),
    `http://%31%32%37.0.0.1:${port}/x`,
    `http://127.0.0.1:0${port}/x`,
    `ftp://${own}/x`,
    `ws://${host}/x`,
    `unix:/tmp/x:/y`,
    `file://${host}/x`,
    `javascript://${host}/x`,
    `blob:http://${host}/x`,
    `blob:http://${own}/x`,
    `http://[`,
    `http://`,
    `//`,
    `#//${host}/x`,
    `?//${host}/x`,
    '',
  ]
}

/** The statuses that send a client elsewhere. */
export const REDIRECTS = [301, 302, 303, 307, 308] as const

/** Starts a server on loopback, and gives its `host:port`. */
export async function startServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server: Server = createServer(answer)
  return `127.0.0.1:${await listenOnLoopback(server)}`
}

/** The bytes of UTF-8 as Node writes them into a header. */
function latin1(text: string): string {
  return Buffer.from(text).toString('latin1')
}
