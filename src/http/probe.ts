import { rootCertificates } from 'node:tls'
import { isLoopback } from '../loopback.ts'
import { type Attempt, type AttemptOptions, tryOnce } from './attempt.ts'
import { startDeadline } from './deadline.ts'
import {
  allAuthorities,
  chooseProxy,
  type Environment,
  namedAuthorities,
  openTunnel,
  systemBundle,
  UNTRUSTED,
} from './network.ts'

export type { ProbeFailure } from './attempt.ts'

/** What a probe found out about the way to a host. */
export interface ProbeReport extends Pick<Attempt, 'issuer' | 'failure' | 'answer'> {
  /** With its port, when the URL names one. */
  host: string
  /** Host and port of the proxy that the connection goes through. */
  proxy: string | undefined
  /** True when there is a proxy that `NO_PROXY` exempts the host from. */
  exempt: boolean
  /** Whether the certificate is trusted: by the public CAs that Node carries, by others only, or not at all. */
  trust: 'public' | 'own' | 'none' | undefined
}

/** What a probe needs from outside. */
export interface ProbeOptions extends AttemptOptions {
  env: Environment
  debug: (message: string) => void
}

/**
 * Goes to a host as every request does, through its proxy and with the same CAs, and tells of each step. Nothing secret is
 * sent: one GET without a login. Throws the signal's reason when the user interrupts, and `failed` for a proxy or a CA file
 * that is set wrong.
 */
export async function probe(url: URL, options: ProbeOptions): Promise<ProbeReport> {
  const deadline = startDeadline(options.timeoutSeconds * 1000, options.signal)
  try {
    return await probeUntil(deadline.signal, url, options)
  } finally {
    deadline.stop()
  }
}

async function probeUntil(signal: AbortSignal, url: URL, options: ProbeOptions): Promise<ProbeReport> {
  const { env, debug } = options
  const secure = url.protocol === 'https:'
  const proxied = secure && !isLoopback(url.host)
  const tunnel = proxied ? await openTunnel(url, env, options) : undefined
  const known = { host: url.host, proxy: tunnel?.proxy, exempt: proxied && isExempted(url, env) }
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
