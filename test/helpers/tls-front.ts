import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { KeyPair } from './certificates.ts'
import { listenOnLoopback } from './loopback.ts'

/** What stands behind a name. */
export interface TlsFrontOptions {
  /** The name that the certificate is for, such as `quay.io`. */
  name: string
  pair: KeyPair
  /** `host:port` that speaks plain HTTP, by the start of the path; the longest that fits counts. */
  upstreams: Readonly<Record<string, string>>
}

/** Starts a TLS server on a free port of 127.0.0.1 that forwards to plain HTTP, and gives the port. */
export function startTlsFront(options: TlsFrontOptions): Promise<number> {
  const { key, certificate } = options.pair
  const server = createServer({ key, cert: certificate }, (incoming, outgoing) =>
    forward(incoming, outgoing, options),
  )
  server.on('tlsClientError', () => {})
  return listenOnLoopback(server)
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { name, upstreams }: TlsFrontOptions,
): void {
  const path = incoming.url ?? '/'
  const prefix = Object.keys(upstreams)
    .filter((candidate) => path.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0]
  const upstream = upstreams[prefix ?? ''] ?? ''
  const [host, port] = upstream.split(':')
  const onward = request({ host, port, path, method: incoming.method, headers: incoming.headers })
  onward.on('response', (response) => {
    const headers = { ...response.headers }
    // The realm is where the client goes next: it has to be the name, not what stands behind it.
    const challenge = headers['www-authenticate']?.replaceAll(`http://${upstream}/`, `https://${name}/`)
    if (challenge !== undefined) headers['www-authenticate'] = challenge
    outgoing.writeHead(response.statusCode ?? 502, headers)
    response.pipe(outgoing)
  })
  onward.on('error', () => outgoing.writeHead(502).end())
  incoming.pipe(onward)
}
