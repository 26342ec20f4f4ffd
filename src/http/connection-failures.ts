import { DgshError, type ErrorCode } from '../errors.ts'

/** The TLS errors of Node that mean "I do not trust this certificate". */
const TRUST_ERRORS = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS|ERR_SSL|EPROTO/

/** What the name of an errno means for the user; `host` is put in front. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'cannot be found: the name does not resolve',
  EAI_AGAIN: 'cannot be found: the name service does not answer',
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'closed the connection in the middle',
  EPIPE: 'closed the connection in the middle',
  ENETUNREACH: 'cannot be reached from this network',
  EHOSTUNREACH: 'cannot be reached from this network',
  ETIMEDOUT: 'does not answer',
}

/** The errors of reaching a host at all, which with a proxy between is the proxy. */
const FIRST_HOP = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ETIMEDOUT',
])

/** Whom a request was for, and what lies between: hosts with their ports. */
export interface Route {
  host: string
  proxy: string | undefined
}

/** Whom the requests of a client are for, as its errors tell of it. */
export interface Peer {
  /** The code of the error that it cannot be reached. */
  unreachable: Extract<ErrorCode, 'unreachable' | 'registry_unreachable'>
  /** The setting that says where it is, for the end of a hint: `the API URL: dgsh config get api_url`. */
  setting: string
}

/** Returns the status with which a proxy refuses a tunnel, from hpagent's words; undefined for any other failure. */
export function statusOfProxy(message: string): string | undefined {
  return /^Bad response: (\d+)/.exec(message)?.[1]
}

/**
 * The error for a request that got no answer, from the errno name and message of the failure. Only these two are
 * looked at: the library's error holds the request with the API key or the secret.
 */
export function errorOfConnection(
  { code, message }: { code: string; message: string },
  { host, proxy }: Route,
  { unreachable, setting }: Peer,
): DgshError {
  const proxyStatus = statusOfProxy(message)
  if (proxyStatus !== undefined) {
    return new DgshError(
      unreachable,
      `the proxy does not let dgsh through to ${host} (status ${proxyStatus})`,
      {
        hint:
          proxyStatus === '407'
            ? 'put the user and password into HTTPS_PROXY'
            : 'check HTTPS_PROXY and NO_PROXY',
      },
    )
  }
  if (TRUST_ERRORS.test(code)) {
    return new DgshError(unreachable, `the TLS connection to ${host} is not to be trusted (${code})`, {
      hint: "behind a proxy that inspects TLS, name its CA's file in NODE_EXTRA_CA_CERTS or SSL_CERT_FILE",
    })
  }
  if (code.startsWith('Z_')) {
    return new DgshError(
      'invalid_response',
      `${host} answered with something that cannot be unpacked (${code})`,
      { hint: 'try again' },
    )
  }
  const reason = REASONS[code] ?? `cannot be reached${code === '' ? '' : ` (${code})`}`
  const whom = proxy !== undefined && FIRST_HOP.has(code) ? `the proxy ${proxy}` : host
  return new DgshError(unreachable, `${whom} ${reason}`, {
    hint: `check the network, HTTPS_PROXY and ${setting}`,
  })
}
