import { type IncomingHttpHeaders, type IncomingMessage, request as requestPlain } from 'node:http'
import { type RequestOptions, request as requestSecure } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { rootCertificates, TLSSocket } from 'node:tls'
import { isLoopback } from '../loopback.ts'
import { errorOfConnection, type Peer } from './connection-failures.ts'
import {
  allAuthorities,
  chooseProxy,
  type Environment,
  namedAuthorities,
  openTunnel,
  systemBundle,
  UNTRUSTED,
} from './network.ts'

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

/** What a probe found out about the way to a host. */
export interface ProbeReport {
  /** With its port, when the URL names one. */
  host: string
  /** Host and port of the proxy that the connection goes through. */
  proxy: string | undefined
  /** True when there is a proxy that `NO_PROXY` exempts the host from. */
  exempt: boolean
  /** Who issued the certificate; undefined for plain http, and when it was not seen. */
  issuer: string | undefined
  /** Whether the certificate is trusted: by the public CAs that Node carries, by others only, or not at all. */
  trust: 'public' | 'own' | 'none' | undefined
  failure: ProbeFailure | undefined
  answer: { status: number; headers: IncomingHttpHeaders; receivedAt: Date } | undefined
}

/** What a probe needs from outside. */
export interface ProbeOptions {
  timeoutSeconds: number
  userAgent: string
  env: Environment
  /** Aborted when the user interrupts. */
  signal: AbortSignal
  debug: (message: string) => void
  now: () => Date
  peer: Peer
}

/** How a URL is reached, for one attempt. */
interface Way {
  url: URL
  agent: RequestOptions['agent']
  proxy: string | undefined
  authorities: string[] | undefined
  signal: AbortSignal
}

/** How far one attempt came. */
interface Attempt extends Pick<ProbeReport, 'issuer' | 'failure' | 'answer'> {
  /** Node's name of why the certificate is not trusted; undefined when it is. */
  distrust: string | undefined
}

/**
 * Goes to a host as every request does, through its proxy and with the same CAs, and tells of each step. Nothing secret is
 * sent: one GET without a login. Throws the signal's reason when the user interrupts, and `failed` for a proxy or a CA file
 * that is set wrong.
 */
export async function probe(url: URL, options: ProbeOptions): Promise<ProbeReport> {
  const { env, debug } = options
  const secure = url.protocol === 'https:'
  const proxied = secure && !isLoopback(url.host)
  const tunnel = proxied ? await openTunnel(url, env) : undefined
  const known = { host: url.host, proxy: tunnel?.proxy, exempt: proxied && isExempted(url, env) }
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutSeconds * 1000)])
  const way = { url, agent: tunnel?.agent ?? false, proxy: tunnel?.proxy, signal }
  const attempt = async (authorities: string[] | undefined) => {
    const made = await tryOnce({ ...way, authorities }, options)
    debug(`probe ${url.host}: ${made.distrust ?? made.failure?.code ?? made.answer?.status}`)
    return made
  }
  if (!secure) return { ...known, trust: undefined, ...(await attempt(undefined)) }
  const first = await attempt([...rootCertificates])
  if (!UNTRUSTED.has(first.distrust ?? '')) {
    const trust = first.distrust !== undefined ? 'none' : first.issuer === undefined ? undefined : 'public'
    return { ...known, trust, ...first }
  }
  const second = await attempt(ownAuthorities(env))
  return { ...known, trust: second.distrust === undefined ? 'own' : 'none', ...second }
}

function isExempted(url: URL, env: Environment): boolean {
  return chooseProxy(url, env)?.exempt === true
}

/** What a request trusts in the end; undefined for Node's own with those of `NODE_EXTRA_CA_CERTS`. */
function ownAuthorities(env: Environment): string[] | undefined {
  const system = systemBundle()
  return namedAuthorities(env) ?? (system === undefined ? undefined : allAuthorities(system, env))
}

function tryOnce(way: Way, options: ProbeOptions): Promise<Attempt> {
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
    asked.on('response', (response: IncomingMessage) => {
      const { statusCode: status = 0, headers } = response
      attempt.answer = { status, headers, receivedAt: options.now() }
      asked.destroy()
      resolve(attempt)
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
  options: ProbeOptions
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
  if (step !== 'proxy' || message.startsWith('Bad response')) return step
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'name' : 'connection'
}
