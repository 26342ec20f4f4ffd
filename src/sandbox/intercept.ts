import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'

/** A request on its way through the sandbox. */
export interface InterceptedRequest {
  server: 'api' | 'registry'
  /**
   * `received`: nothing has been done yet. `acted`: it has been handled, with its effect if it has one, and the answer has not
   * gone out; also when it was refused.
   */
  phase: 'received' | 'acted'
  method: string
  /** Without query. */
  path: string
}

/** What becomes of the request: it goes on; its connection is closed without an answer; or the answer is the server's 500. */
export type Fate = 'pass' | 'drop' | 'fail'

/** Decides on every request, twice. Until it has, the client waits: a test may end the client's process meanwhile. */
export type Intercept = (request: InterceptedRequest) => Promise<Fate> | Fate

/** What a server needs to be intercepted: the connection of each request. */
export interface Interceptable {
  Bindings: HttpBindings
}

/** Has all requests of a server decided on. To be used before any other handler; the 500 is that of its `onError`. */
export function intercepting(server: InterceptedRequest['server'], intercept: Intercept) {
  return createMiddleware<Interceptable>(async (context, next) => {
    const { method, path } = context.req
    if (obey(await intercept({ server, phase: 'received', method, path }), context)) return context.body(null)
    await next()
    obey(await intercept({ server, phase: 'acted', method, path }), context)
    return undefined
  })
}

/** True when the connection is closed: what is answered then reaches nobody. */
function obey(fate: Fate, context: Context<Interceptable>): boolean {
  if (fate === 'fail') throw new Error('the sandbox was told to fail')
  if (fate === 'drop') context.env.incoming.socket.destroy()
  return fate === 'drop'
}
