/** What an engine's failure means. `unknown`: it says nothing that dgsh recognizes, and dgsh does not guess. */
export type FailureKind =
  | 'proxy'
  | 'untrusted'
  | 'no-tls'
  | 'unreachable'
  | 'rate-limited'
  | 'failing'
  | 'page'
  | 'no-registry'
  | 'refused'
  | 'forbidden'
  | 'helper'
  | 'unsaved'
  | 'config'
  | 'context'
  | 'setup'
  | 'unknown'

/**
 * Where in its work an engine fails, as the words in front of the cause say: asking a registry by HTTP, checking a login,
 * keeping one, reading what it has, or before all of that. `error`: nothing says so, but that it is the engine's error.
 */
export type Stage = 'request' | 'check' | 'save' | 'read' | 'start' | 'error'

/** The words in front of a cause, which Go's programs put there one after the other, and the stage they tell of. */
export const WRAPPERS: readonly [RegExp, Stage | undefined][] = [
  // Go's net/http and url.Error; oras-go, with the method in capitals. docker before 20 has no quotes.
  [/^(?:Get|Head|Post|Put|GET|HEAD|POST|PUT) (?:"https?:\/\/[^"\s]*"|https?:\/\/[^"\s]*): /, 'request'],
  // docker: of the daemon, which passes on what its own client of registries says.
  [/^Error response from daemon: /, undefined],
  // moby's errcode package, for several errors in one answer.
  [/^errors:\s+/, undefined],
  // docker/cli, cli/command/registry/login.go.
  [/^[Ee]rror saving credentials: /, 'save'],
  // docker/cli, cli/command/cli.go.
  [/^Failed to initialize: /, 'start'],
  [/^unable to resolve docker endpoint: /, 'start'],
  // containers/common, pkg/auth/auth.go; containers/image, docker/docker_client.go. Older ones say `error` in front.
  [/^(?:error )?authenticating creds for "[^"]*": /, 'check'],
  [/^(?:error )?pinging (?:container|docker) registry \S+: /, 'check'],
  [/^Requesting bearer token: /, 'check'],
  [/^unable to retrieve auth token: /, 'check'],
  [/^creating new docker client: /, 'read'],
  [/^get credentials: /, 'read'],
  // containers/image, pkg/docker/config: hashicorp's multierror, and since 5.29 its own.
  [/^\d+ errors? occurred:\s+\* /, undefined],
  [/^Errors storing credentials\s+\* /, 'save'],
  [/^errors looking up credentials:\s+\* /, 'read'],
  // helm, pkg/registry/client.go.
  [/^authenticating to "[^"]*": /, 'check'],
]

/** `by-status`: the group `status` of the sign decides. */
type Meaning = FailureKind | 'by-status'

/** A cause, anchored where its own words begin. */
export interface FailureSign {
  /** Only there; left out, wherever it is. */
  stage?: readonly Stage[]
  sign: RegExp
  kind: Meaning
}

const ASKING: readonly Stage[] = ['request', 'check']

const sign = (kind: Meaning, of: RegExp, stage?: readonly Stage[]): FailureSign => ({
  sign: of,
  kind,
  ...(stage === undefined ? {} : { stage }),
})

/** Go's crypto and net packages, below every engine. */
const TRANSPORT: readonly FailureSign[] = [
  sign('proxy', /^proxyconnect (?:tcp|udp): /, ASKING),
  // A bare reason phrase after an https URL is net/http telling of a proxy that refuses the tunnel.
  sign(
    'proxy',
    /^(?:Proxy Authentication Required|Unauthorized|Forbidden|Not Found|Method Not Allowed|Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)\s*$/i,
    ['request'],
  ),
  sign('untrusted', /^(?:tls: failed to verify certificate: )?x509: /, ASKING),
  sign('no-tls', /^http: server gave HTTP response to HTTPS client/, ASKING),
  sign('no-tls', /^tls: first record does not look like a TLS handshake/, ASKING),
  sign('unreachable', /^(?:remote error: )?tls: /, ASKING),
  sign('unreachable', /^(?:dial|read|write) (?:tcp|udp)[46]?:? /, ASKING),
  sign('unreachable', /^lookup \S+/, ASKING),
  // The proxy that Docker Desktop's daemon reaches registries through.
  sign('unreachable', /^dialing \S+ .*?: dial tcp/, ASKING),
  sign('unreachable', /^(?:unexpected )?EOF\s*$/, ASKING),
  sign(
    'unreachable',
    /^(?:context deadline exceeded|i\/o timeout|http: server closed idle connection)/,
    ASKING,
  ),
  sign('unreachable', /^net\/http: (?:request canceled|TLS handshake timeout|timeout awaiting)/, ASKING),
  sign('unreachable', /^net\/http: HTTP\/1\.x transport connection broken: unexpected EOF/, ASKING),
  sign('no-registry', /^net\/http: HTTP\/1\.x transport connection broken: malformed HTTP/, ASKING),
]

/** docker's client of registries (docker/distribution, registry/client), which daemons and helm 3 have, too. */
const DISTRIBUTION: readonly FailureSign[] = [
  sign('rate-limited', /^toomanyrequests:(?: |$)/i),
  sign('page', /^(?:unauthorized|denied|unknown|unsupported|name unknown|unavailable): <[!?a-z]/i),
  sign('refused', /^unauthorized:(?: |$)/i),
  // The codes' own words and Quay's; a filter that answers 403 has its own.
  sign(
    'refused',
    /^denied: (?:requested access to the resource is denied|access to the requested resource is not authorized|namespace is disabled)/i,
  ),
  sign('forbidden', /^denied:(?: |$)/i),
  sign('failing', /^unavailable:(?: |$)/i, ASKING),
  sign('no-registry', /^(?:unknown|unsupported|name unknown):(?: |$)/, ASKING),
  sign('by-status', /^received unexpected HTTP status: (?<status>\d{3})\b/),
  sign('by-status', /^login attempt to \S+ failed with status: (?<status>\d{3})\b/),
  sign('page', /^unable to decode token response: invalid character '<'/, ASKING),
  sign('no-registry', /^unable to decode token response: /, ASKING),
  sign('no-registry', /^authorization server did not include a token in the response/, ASKING),
  sign(
    'no-registry',
    /^(?:no realm specified for token auth challenge|invalid token auth challenge realm: )/,
    ASKING,
  ),
  sign('rate-limited', /^error parsing HTTP 429 response body: /),
  sign('page', /^error parsing HTTP \d{3} response body: invalid character '<'/),
]

/** podman, skopeo and buildah (containers/common, pkg/auth; containers/image, docker and pkg). */
const CONTAINERS: readonly FailureSign[] = [
  sign('refused', /^(?:error )?logging into "[^"]*": invalid username\/password/),
  sign('refused', /^invalid username\/password\b/),
  sign('refused', /^(?:authentication required|requested access to the resource is denied)\b/, ASKING),
  sign('rate-limited', /^too many requests to registry/),
  sign('by-status', /^(?:error )?invalid status code from registry (?<status>\d{3})\b/),
  sign('page', /^StatusCode: (?!401|407|429|5)\d{3}, "\s*<[!?a-z]/i),
  sign('by-status', /^StatusCode: (?<status>\d{3}), /),
  sign(
    'page',
    /^(?:decoding bearer token \(.*?\): )?invalid character '<' looking for beginning of value/,
    ASKING,
  ),
  sign('no-registry', /^decoding bearer token \(/, ASKING),
  sign('no-registry', /^(?:unexpected end of JSON input|invalid character .{1,8} looking for)/, ASKING),
  sign('no-registry', /^missing realm in bearer auth challenge/, ASKING),
  sign('config', /^registry \S+ is blocked in /, ['read']),
  sign('config', /^loading (?:drop-in )?registries(?: configuration "[^"]*")?: /),
  sign('helper', /^(?:updating "[^"]*": )?error (?:storing|getting) credentials - err: /),
  sign('config', /^(?:reading JSON file|unmarshaling JSON at) "/),
  sign('config', /^"[^"]*" directory set by \$XDG_RUNTIME_DIR does not exist/),
  sign('unsaved', /^(?:writing to file|updating) "/),
]

/** What is kept, and where: docker's config file, helm's (oras-go, registry/remote/credentials), and helpers. */
const KEEPING: readonly FailureSign[] = [
  sign('helper', /^[Ee]rror (?:storing|getting) credentials - err: /),
  // oras-go hands on what a helper prints; these are the helpers' own words, or Go's about them.
  sign('helper', /^exec: "docker-credential-[^"]*": executable file not found in /),
  sign('helper', /^fork\/exec \S*docker-credential-\S*: /),
  sign('helper', /^pass not initialized\b/),
  sign('helper', /^credentials store is configured to `desktop\.exe`/),
  sign('unsaved', /^(?:mkdir|open|rename|write|chmod|chown|sync) .+: [^:]+$/s, ['error']),
  sign(
    'unsaved',
    /^failed to (?:make directory|save config file|ingest|create ingest file|ensure permission)\b/,
  ),
  sign('config', /^failed to (?:open config file at|decode config file(?: at)?) /),
  sign('config', /^failed to unmarshal .{1,20} field: invalid config format/),
  sign('unsaved', /^/, ['save']),
]

/** helm (oras-go, registry/remote): the registry's answer by its status. */
const HELM: readonly FailureSign[] = [
  sign('refused', /^response status code (?:403|405): (?:unauthorized|denied): /, ['request']),
  sign('by-status', /^response status code (?<status>\d{3}): /, ['request']),
  sign('page', /^failed to decode response: invalid character '<'/, ['request']),
  sign('no-registry', /^(?:failed to decode response: |empty token returned)/, ['request']),
  sign('no-registry', /^not found\s*$/, ['check']),
]

/** docker, before it does anything. */
const STARTING: readonly FailureSign[] = [
  sign('context', /^context "[^"]*": context not found/, ['start']),
  sign('context', /^Current context "[^"]*" is not found on the file system/),
  sign('setup', /^/, ['start']),
  sign(
    'setup',
    /^(?:permission denied while trying|failed) to connect to the (?:Docker daemon socket|docker API) /,
  ),
  sign('setup', /^(?:error during connect: |Cannot connect to the Docker daemon\b)/),
]

/** crane and regctl, which copy images (go-containerregistry, pkg/v1/remote/transport/error.go; regclient, types/errs). */
const COPIERS: readonly FailureSign[] = [
  sign('by-status', /^unexpected status code (?<status>\d{3})\b/),
  sign('by-status', /^(?:request failed: )?\w[\w ]* \[http (?<status>\d{3})\]/),
]

/** All of them, the first that fits counts. */
export const FAILURE_SIGNS: readonly FailureSign[] = [
  ...STARTING,
  ...TRANSPORT,
  ...DISTRIBUTION,
  ...CONTAINERS,
  ...KEEPING,
  ...HELM,
  ...COPIERS,
]

/** What a status of an answer to a login means. */
export function kindOfStatus(status: number): FailureKind {
  if (status === 401) return 'refused'
  // Quay answers 405 for a namespace that is disabled.
  if (status === 403 || status === 405) return 'forbidden'
  if (status === 407) return 'proxy'
  if (status === 429) return 'rate-limited'
  return status >= 500 ? 'failing' : 'no-registry'
}
