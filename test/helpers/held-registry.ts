import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { listenOnLoopback } from './loopback.ts'
import { startRegistry } from './registry.ts'
import { temporaryDirectory } from './temporary.ts'

/** A real registry, which everybody may push to, behind a server that can be told to keep some of the requests waiting. */
export interface HeldRegistry {
  /** `127.0.0.1:<port>` */
  host: string
  /** The repositories that a manifest was pushed to, in their order. */
  pushed: string[]
  /** Requests with these words in their path wait for as long as the test lasts; undefined for none. */
  hold: string | undefined
  /** Resolves when a request waits. */
  untilHeld(): Promise<void>
}

/** Starts it; it ends with the test. */
export async function startHeldRegistry(): Promise<HeldRegistry> {
  const upstream = await startRegistry({ storage: join(temporaryDirectory(), 'registry') })
  const [hostname, port] = upstream.host.split(':')
  let tellHeld = () => {}
  let held = new Promise<void>((resolve) => {
    tellHeld = resolve
  })
  const registry: HeldRegistry = {
    host: '',
    pushed: [],
    hold: undefined,
    async untilHeld() {
      await held
      held = new Promise((resolve) => {
        tellHeld = resolve
      })
    },
  }
  const server = createServer((incoming, outgoing) => {
    const { method = '', url: path = '', headers } = incoming
    if (registry.hold !== undefined && method === 'POST' && path.includes(registry.hold)) {
      tellHeld()
      return
    }
    const [, repository] = /^\/v2\/(.+)\/manifests\//.exec(path) ?? []
    if (method === 'PUT' && repository !== undefined) registry.pushed.push(repository)
    const onward = request({ hostname, port, path, method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  registry.host = `127.0.0.1:${await listenOnLoopback(server)}`
  return registry
}
