import type { ClientRequest } from 'node:http'

/** GET and HEAD do nothing, DELETE does no more when it is done twice, and POST must not be done twice. */
export type Method = 'GET' | 'HEAD' | 'POST' | 'DELETE'

/** True for the methods that only read (RFC 9110, 9.2.1). */
export function onlyReads(method: Method): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** What is known, while a request is under way, of whether it may have done what it is for. */
export interface EffectWatch {
  /** Watches the connection of one attempt. To be called before anything of it is sent. */
  watch(request: ClientRequest): void
  /** Takes note of how that attempt ended: with this status, or without an answer. */
  ended(status: number | undefined): void
  /** True when one of the attempts may have done it; never for what only reads. */
  mayHaveHappened(): boolean
}

/** Request Timeout (RFC 9110, 15.5.9), and what nginx calls a client that has gone. */
const UNCLEAR = new Set([408, 499])

/**
 * Watches over all attempts of a request. A server that answers 4xx has done nothing, but for 408 and 499: a gateway may say
 * these after it passed the request on. What ends without an answer counts
 * from the moment that the connection stood, the TLS handshake included: before it, nothing of the request was sent.
 */
export function watchEffect(method: Method): EffectWatch {
  let connected = false
  let running = false
  let happened = false
  return {
    watch(request) {
      connected = false
      running = true
      whenConnected(request, () => {
        connected = true
      })
    },
    ended(status) {
      const open = status === undefined ? connected : status < 400 || status >= 500 || UNCLEAR.has(status)
      if (open) happened = true
      running = false
    },
    // An attempt that was given up may never tell how it ended.
    mayHaveHappened: () => !onlyReads(method) && (happened || (running && connected)),
  }
}

function whenConnected(request: ClientRequest, then: () => void): void {
  request.once('socket', (socket) => {
    if (request.reusedSocket) then()
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', then)
  })
}
