import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'

/** A server that is up. */
export interface LoopbackServer {
  /** `127.0.0.1:<port>` */
  host: string
  /** Ends the server with all its connections, idle or not; harmless when it has ended. */
  close(): Promise<void>
}

/** What answers the requests: a Hono application. */
export interface Application {
  fetch: (request: Request, env: HttpBindings) => Response | Promise<Response>
}

/** Serves plain HTTP on a free port of 127.0.0.1. `build` makes the application once the host is known. */
export async function serveOnLoopback(build: (host: string) => Application): Promise<LoopbackServer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const application = build(host)
  // The process is not the sandbox's own: its global Request and Response stay as they are.
  const answer = (request: Request, env: unknown) => application.fetch(request, env as HttpBindings)
  server.on('request', getRequestListener(answer, { overrideGlobalObjects: false }))
  return {
    host,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
