import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from 'node:http'
import { type RequestOptions, request as requestSecure } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { errorOfConnection, type Peer, statusOfProxy } from './connection-failures.ts'

/** The steps to an answer, in their order; the name is that of the proxy where there is one. */
export type ProbeStep = 'name' | 'connection' | 'proxy' | 'tls' | 'answer'

/** The first step that failed. */
export interface ProbeFailure {
  step: ProbeStep
  /** An errno name, an error name of OpenSSL or Node, `TIMEOUT`, or empty. */
  code: string
  /** One sentence without a full stop, and what to do. */
  message: string
  hint: string | undefined
}

/** How a URL is reached, for one attempt. */
export interface Way {
  url: URL
  agent: RequestOptions['agent']
  /** Host and port. */
  proxy: string | undefined
  /** As PEM texts; undefined for Node's own. */
  authorities: string[] | undefined
  /** Aborted when the time is over, or by the user. */
  signal: AbortSignal
}

/** How far one attempt came. */
export interface Attempt {
  /** Who issued the certificate; undefined for plain http, and when it was not seen. */
  issuer: string | undefined
  failure: ProbeFailure | undefined
  answer: { status: number; headers: IncomingHttpHeaders; receivedAt: Date } | undefined
  /** Node's name of why the certificate is not trusted; undefined when it is. */
  distrust: string | undefined
}

/** What an attempt needs from outside. */
export interface AttemptOptions {
  timeoutSeconds: number
  userAgent: string
  /** Aborted when the user interrupts. */
  signal: AbortSignal
  now: () => Date
  peer: Peer
}

/** Goes the way once. Throws the signal's reason when the user interrupts, and nothing else. */
export function tryOnce(way: Way, options: AttemptOptions): Promise<Attempt> {
  const { url, agent, proxy, authorities, signal } = way
  const attempt: Attempt = { issuer: undefined, distrust: undefined, failure: undefined, answer: undefined }
  let step: ProbeStep =
    proxy !== undefined ? 'proxy' : isIP(url.hostname.replace(/[[\]]/g, '')) ? 'connection' : 'name'
  const secure = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const asked = (secure ? requestSecure : requestPlain)(url, {
      agent,
      signal,
      headers: { 'user-agent': options.userAgent, connection: 'close' },
      ...(secure ? { ca: authorities, rejectUnauthorized: false } : {}),
    })
    asked.on('socket', (socket) => {
      if (proxy !== undefined) step = 'tls'
      followSocket(socket, attempt, (next) => {
        step = next
        if (attempt.distrust !== undefined)
          asked.destroy(Object.assign(new Error(), { code: attempt.distrust }))
      })
    })
    const take = ({ statusCode: status = 0, headers }: IncomingMessage) => {
      attempt.answer = { status, headers, receivedAt: options.now() }
      asked.destroy()
      resolve(attempt)
    }
    asked.on('response', take)
    // Without a listener for it, Node tells nothing more after an answer 101.
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      take(response)
    })
    asked.on('error', (error: NodeJS.ErrnoException) => {
      if (options.signal.aborted) return reject(options.signal.reason)
      attempt.failure = explain(error, { step, way, options })
      resolve(attempt)
    })
    asked.end()
  })
}

/** Tells of each step that a connection has behind it, by the name of the next. */
function followSocket(socket: Socket, attempt: Attempt, reach: (next: ProbeStep) => void): void {
  const secure = socket instanceof TLSSocket
  socket.once('lookup', (error) => void (error === null && reach('connection')))
  socket.once('connect', () => reach(secure ? 'tls' : 'answer'))
  if (!secure) return
  socket.once('secureConnect', () => {
    const { issuer } = socket.getPeerCertificate()
    attempt.issuer = nameOf(issuer)
    const { authorizationError } = socket as { authorizationError?: Error | string | null }
    if (!socket.authorized) attempt.distrust = codeOf(authorizationError)
    reach(socket.authorized ? 'answer' : 'tls')
  })
}

/** `R11 (Let's Encrypt)`: the common name and the organisation, as far as they are there. */
function nameOf(issuer: { CN?: unknown; O?: unknown } | undefined): string | undefined {
  const [commonName, organisation] = [issuer?.CN, issuer?.O].map((name) => String(name ?? ''))
  if (!commonName || !organisation || commonName.includes(organisation))
    return commonName || organisation || undefined
  return `${commonName} (${organisation})`
}

/** The types have an Error there, and there is one for a name that differs; else it is a text (Node's tls). */
function codeOf(error: Error | string | null | undefined): string {
  if (typeof error === 'string') return error
  return (error as NodeJS.ErrnoException | undefined)?.code ?? 'CERT_UNTRUSTED'
}

interface FailedAttempt {
  step: ProbeStep
  way: Way
  options: AttemptOptions
}

function explain(error: NodeJS.ErrnoException, { step, way, options }: FailedAttempt): ProbeFailure {
  const { url, proxy, signal } = way
  if (signal.aborted) {
    const whom = step === 'proxy' ? `the proxy ${proxy}` : url.host
    const message = `${whom} did not answer within ${options.timeoutSeconds} s`
    return { step, code: 'TIMEOUT', message, hint: 'check the network, or allow more with --timeout' }
  }
  const code = error.code ?? ''
  const { message, hint } = errorOfConnection(
    { code, message: error.message },
    { host: url.host, proxy },
    options.peer,
  )
  return { step: stepOf(code, error.message, step), code, message, hint }
}

/** Before the tunnel stands, only the errno tells how far it is to the proxy. */
function stepOf(code: string, message: string, step: ProbeStep): ProbeStep {
  if (step !== 'proxy' || statusOfProxy(message) !== undefined) return step
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'name' : 'connection'
}
