import { createServer, type Socket } from 'node:net'
import { listenOnLoopback } from './loopback.ts'

/** What a server does with a connection once it has the request's headers; it may go on for as long as the socket is open. */
export type RawAnswer = (socket: Socket) => void

/** Writes something again and again, every 20 ms, until the client has gone. */
function repeat(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 20)
  socket.on('close', () => clearInterval(timer))
}

const JSON_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'

/** Answers that no client can make use of, and most of which never end. */
export const ENDLESS_ANSWERS: Readonly<Record<string, RawAnswer>> = {
  'switches to another protocol': (socket) =>
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
  'switches to another protocol without a name': (socket) => socket.write('HTTP/1.1 101 Yes\r\n\r\n'),
  'switches, and closes the connection': (socket) =>
    socket.end('HTTP/1.1 101 Yes\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
  'says 100 Continue and no more': (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
  'says 103 Early Hints in a flood': (socket) => {
    const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n'.repeat(200)
    const flood = () => {
      if (socket.writable && socket.write(hints)) setImmediate(flood)
    }
    socket.on('drain', flood)
    flood()
  },
  'never ends its headers': (socket) => {
    socket.write(JSON_HEAD)
    repeat(socket, 'X-More: x\r\n')
  },
  'has more headers than fit': (socket) =>
    socket.write(`${JSON_HEAD}X-More: ${'x'.repeat(1 << 20)}\r\n\r\n{}`),
  'never ends its body': (socket) => {
    socket.write(`${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n`)
    repeat(socket, '1\r\n \r\n')
  },
  'sends less than it says': (socket) => socket.write(`${JSON_HEAD}Content-Length: 1000\r\n\r\n{`),
  'closes the connection after its headers': (socket) =>
    socket.end(`${JSON_HEAD}Content-Length: 1000\r\n\r\n`),
  'is no HTTP': (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
}

/** Starts a server on loopback that answers each request so, and gives its `host:port`. */
export async function startRawServer(answer: RawAnswer): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    let head = ''
    const read = (chunk: Buffer) => {
      head += chunk.toString('latin1')
      if (!head.includes('\r\n\r\n')) return
      socket.off('data', read)
      socket.resume()
      answer(socket)
    }
    socket.on('data', read)
  })
  return `127.0.0.1:${await listenOnLoopback(server)}`
}
