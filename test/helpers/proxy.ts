import { createServer, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { listenOnLoopback } from './loopback.ts'

/** What a proxy does. */
export interface ProxyOptions {
  /** `name:port` → the port of 127.0.0.1 that stands for it. Anything else is refused with 403. */
  routes: Readonly<Record<string, number>>
  /** `user:password` that clients must send; without it they get 407. */
  login?: string | undefined
}

/** A proxy that is up. */
export interface ConnectProxy {
  /** `127.0.0.1:<port>` */
  host: string
  /** For `HTTPS_PROXY`; holds the login when one is needed. */
  url: string
  /** The `name:port` of every CONNECT that came in, in order, and the first line of every other request. */
  asked: string[]
}

/** Starts an HTTP proxy that tunnels (CONNECT) to loopback ports only: through it nothing leaves the machine. */
export async function startProxy({ routes, login }: ProxyOptions): Promise<ConnectProxy> {
  const asked: string[] = []
  const server = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    outgoing.writeHead(403).end()
  })
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    const target = incoming.url ?? ''
    asked.push(target)
    const port = routes[target]
    if (!hasLogin(incoming, login)) {
      refuse(socket, '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"')
    } else if (port === undefined) refuse(socket, '403 Forbidden')
    else tunnel(socket, port)
  })
  const host = `127.0.0.1:${await listenOnLoopback(server)}`
  return { host, url: `http://${login === undefined ? '' : `${login}@`}${host}`, asked }
}

function hasLogin({ headers }: IncomingMessage, login: string | undefined): boolean {
  if (login === undefined) return true
  return headers['proxy-authorization'] === `Basic ${Buffer.from(login).toString('base64')}`
}

function refuse(socket: Socket, answer: string): void {
  socket.end(`HTTP/1.1 ${answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

function tunnel(socket: Socket, port: number): void {
  const onward = connect(port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    onward.pipe(socket)
    socket.pipe(onward)
  })
  onward.on('error', () => socket.destroy())
  socket.on('close', () => onward.destroy())
  onward.on('close', () => socket.destroy())
}
