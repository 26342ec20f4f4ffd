import { DgshError } from '../errors.ts'

/** A proxy as hpagent takes it: the host for a connection, the login percent-encoded. */
export interface ProxyAddress {
  protocol: 'http:' | 'https:'
  /** An IPv6 address without its brackets. */
  hostname: string
  port: string
  username: string
  password: string
  /** Host and port, for people; never the login. */
  host: string
}

/** The scheme, the login up to the last `@` before a slash, and the rest. */
const PARTS = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^/?#]*)@)?([^/?#@]*)(?:[/?#].*)?$/i

/**
 * Reads the URL of an http or https proxy; given without a scheme it is an http one, as curl reads it. Undefined for anything
 * else. The login is taken off before the URL parser sees it, which reads a backslash (`DOMAIN\user`) as a slash; a `%` that
 * begins no escape stands for itself.
 */
export function parseProxy(text: string): ProxyAddress | undefined {
  const [found, scheme = 'http', login, address = ''] = PARTS.exec(text.trim()) ?? []
  const protocol = `${scheme.toLowerCase()}:`
  if (found === undefined || (protocol !== 'http:' && protocol !== 'https:')) return undefined
  if (!URL.canParse(`${protocol}//${address}`)) return undefined
  const { hostname, host, port } = new URL(`${protocol}//${address}`)
  const [username = '', ...password] = (login ?? '').split(':')
  return {
    protocol,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    host,
    username: encodeURIComponent(decode(username)),
    password: encodeURIComponent(decode(password.join(':'))),
  }
}

/** The error for what is no proxy. Its text is not shown: it may hold a password. */
export function notAProxy(): DgshError {
  return new DgshError(
    'failed',
    'the proxy in HTTPS_PROXY or ALL_PROXY is not the URL of an http or https proxy',
    { hint: 'set it like http://proxy.example.com:3128; SOCKS proxies are not supported' },
  )
}

/** Decodes the escapes that are some, each run of them as UTF-8, and leaves the rest as it stands. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })
}
