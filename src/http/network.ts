import { X509Certificate } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { existsSync } from 'node:fs'
import type { Agent } from 'node:https'
import { rootCertificates } from 'node:tls'
import { DgshError } from '../errors.ts'
import { readRegularFile } from '../files/regular-file.ts'
import { isExempt } from './no-proxy.ts'
import { notAProxy, type ProxyAddress, parseProxy } from './proxy.ts'

/** The variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where Linux distributions keep the system's CA bundle; the list of Go's crypto/x509 (root_linux.go). */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * The CAs to trust when `SSL_CERT_FILE` names some: those, Node's own and those of `NODE_EXTRA_CA_CERTS`, as PEM texts.
 * Undefined when it does not: Node then trusts the other two by itself, and starts faster.
 */
export function namedAuthorities(env: Environment): string[] | undefined {
  return env.SSL_CERT_FILE ? allAuthorities(env.SSL_CERT_FILE, env) : undefined
}

/** The system's CA bundle, which holds a company's own CAs where they are installed; undefined when there is none. */
export function systemBundle(): string | undefined {
  return SYSTEM_BUNDLES.find((path) => existsSync(path))
}

/** OpenSSL's errors for a certificate whose issuer is not known. */
export const UNTRUSTED: ReadonlySet<string> = new Set([
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])

/** The CAs of a bundle with Node's own and those of `NODE_EXTRA_CA_CERTS`. Throws `failed` for an unreadable file. */
export function allAuthorities(bundle: string, env: Environment): string[] {
  const files = env.NODE_EXTRA_CA_CERTS ? [env.NODE_EXTRA_CA_CERTS, bundle] : [bundle]
  return [...rootCertificates, ...files.map(readAuthorities)]
}

/** A way through a proxy. */
export interface Tunnel {
  agent: Agent
  /** The proxy's host and port. */
  proxy: string
}

/** The proxy that the environment names for https, and whether it is left aside. */
export interface ProxyChoice {
  proxy: ProxyAddress
  /** True when `NO_PROXY` exempts the host: the connection is direct. */
  exempt: boolean
}

/**
 * The proxy of `HTTPS_PROXY` or `ALL_PROXY` for an https URL, if there is one. Throws `failed` for what is the URL of no http or https proxy, unless the host is exempt from it.
 */
export function chooseProxy(url: URL, env: Environment): ProxyChoice | undefined {
  const text = env.https_proxy || env.HTTPS_PROXY || env.all_proxy || env.ALL_PROXY
  if (!text) return undefined
  const exempt = isExempt(url, env.no_proxy || env.NO_PROXY || '')
  const proxy = parseProxy(text)
  if (proxy === undefined && exempt) return undefined
  if (proxy === undefined) throw notAProxy()
  return { proxy, exempt }
}

/** How long a proxy may take, and what else ends its tunnel. */
export interface TunnelLimits {
  timeoutSeconds: number
  signal: AbortSignal
}

/** What a proxy is given beyond the time of the request, whose own error is the better one. */
const TUNNEL_GRACE_MS = 100

/**
 * The tunnel to an https URL through its proxy ({@link chooseProxy}); undefined for a direct connection. The limits have to be
 * its own: whoever gives up a request does not end the one by which hpagent opens the tunnel, and Node would wait for it.
 */
export async function openTunnel(
  url: URL,
  env: Environment,
  { timeoutSeconds, signal }: TunnelLimits,
): Promise<Tunnel | undefined> {
  const choice = chooseProxy(url, env)
  if (choice === undefined || choice.exempt) return undefined
  const { HttpsProxyAgent } = await import('hpagent')
  // One listener for each connection: that they are many is no leak.
  const connections = AbortSignal.any([signal])
  setMaxListeners(0, connections)
  // hpagent hands these options on to Node, though its types do not have the signal.
  const proxyRequestOptions: object = { signal: connections }
  const timeout = Math.round(timeoutSeconds * 1000) + TUNNEL_GRACE_MS
  // It wants a URL, and reads no more of it than this.
  const proxy = choice.proxy as Pick<URL, keyof ProxyAddress> as URL
  const agent = new HttpsProxyAgent({ proxy, proxyRequestOptions, timeout })
  return { agent, proxy: choice.proxy.host }
}

/** The bundles of systems have about a quarter of a megabyte. */
const LARGEST_BUNDLE_MB = 32

/** A file of certificates, PEM, or of one, DER, as PEM. */
function readAuthorities(path: string): string {
  const content = readRegularFile(path, LARGEST_BUNDLE_MB)
  if (content === undefined || !('bytes' in content)) {
    const why = content?.code === undefined && content !== undefined ? `: ${content.reason}` : ''
    throw badFile(`the CA file ${path} cannot be read${why}`)
  }
  const { bytes } = content
  // OpenSSL overlooks a certificate that is not at the beginning of a line, as behind a byte order mark.
  const start = bytes.indexOf('-----BEGIN')
  if (start >= 0) return bytes.toString('latin1', start)
  try {
    return new X509Certificate(bytes).toString()
  } catch {
    // OpenSSL would take it for a file without certificates, and say nothing.
    throw badFile(`the CA file ${path} holds no certificate`)
  }
}

function badFile(problem: string): DgshError {
  return new DgshError('failed', problem, { hint: 'check SSL_CERT_FILE and NODE_EXTRA_CA_CERTS' })
}
