/** What an engine's failed login means. `unknown`: its text tells nothing that dgsh recognises. */
export type FailureKind =
  | 'proxy'
  | 'broken-store'
  | 'tls'
  | 'rate-limited'
  | 'unreachable'
  | 'refused'
  | 'unknown'

/**
 * The texts by which docker, podman, skopeo, buildah and helm tell the cases apart; their exit codes do not. The
 * order matters: the more particular first. Sources: Go's net, crypto/x509 and net/http, docker/cli,
 * containers/image, and the registries' own answers, which docker passes on.
 */
const SIGNS: readonly [FailureKind, RegExp][] = [
  [
    'proxy',
    // A bare reason phrase after the URL is Go's net/http telling of a proxy that refused the tunnel.
    /proxy authentication required|proxyconnect|\b407\b|proxy error|": (?:Forbidden|Bad Gateway|Service Unavailable|Gateway Timeout|Method Not Allowed)"?$/im,
  ],
  [
    'broken-store',
    /error storing credentials|error saving credentials|storing credentials|error getting credentials|executable file not found|docker-credential-|credential helper|storing (?:the )?login|saving credentials to|writing auth|reading JSON file|permission denied|no such file or directory|read-only file system|no space left/i,
  ],
  ['tls', /x509:|tls:|certificate|server gave HTTP response to HTTPS client|HTTP response to HTTPS/i],
  ['rate-limited', /toomanyrequests|too many requests|\b429\b/i],
  [
    'refused',
    /unauthorized|invalid username\/password|incorrect username or password|authentication required|\b401\b|\b403\b|forbidden|denied|could not find robot|robot \S+ owner/i,
  ],
  [
    'unreachable',
    /connection refused|no such host|name resolution|i\/o timeout|deadline exceeded|Client\.Timeout|connection reset|network is unreachable|no route to host|connection timed out|server misbehaving|\bEOF\b|\b50[0-4]\b|bad gateway|service unavailable/i,
  ],
]

/**
 * Tells from what an engine printed why its login failed: by its last line, and by the others only when that tells
 * nothing. docker tries a loopback registry with TLS first and says so above the real reason.
 */
export function classifyFailure(text: string): FailureKind {
  const kindOf = (part: string) => SIGNS.find(([, sign]) => sign.test(part))?.[0]
  const errors = text.replace(/^.*(?:\bINFO\[|level=info|trying next endpoint).*$/gim, '')
  return kindOf(lastLine(text)) ?? kindOf(errors) ?? 'unknown'
}

/** The last line that is not empty: where every engine puts its error. Empty when there is none. */
export function lastLine(text: string): string {
  return (
    text
      .trim()
      .split(/[\r\n]+/)
      .at(-1)
      ?.trim() ?? ''
  )
}

/**
 * The file that docker says it keeps logins unencrypted in, from its warning; undefined when it gave none
 * (docker 28, cli/config/credentials/file_store.go).
 */
export function plainTextFile(stderr: string): string | undefined {
  return (
    /credentials are stored unencrypted in '([^']+)'/.exec(stderr)?.[1] ??
    /unencrypted in (\S+)/.exec(stderr)?.[1]?.replace(/[.,]$/, '')
  )
}

/** True when a failed logout says that there was no login. */
export function wasNotLoggedIn(stderr: string): boolean {
  return /not logged in|checking authfile: .*no such file/i.test(stderr)
}
