import { describe, expect, it } from 'vitest'
import {
  classifyFailure,
  type FailureKind,
  lastLine,
  plainTextFile,
  wasNotLoggedIn,
} from '../../src/engines/outcome.ts'

/** What docker 28 says before the reason when it tries a loopback registry with TLS first. */
const TLS_TRIED =
  'time="2026-01-01T00:00:00Z" level=info msg="Error logging in to endpoint, trying next endpoint" endpoint="{false https://127.0.0.1:5000 false false false 0xc000450}" error="Get \\"https://127.0.0.1:5000/v2/\\": http: server gave HTTP response to HTTPS client"\n'

const docker28 = (line: string) => `${TLS_TRIED}${line}\n`
const docker20 = (line: string) => `Error response from daemon: ${line}\n`
const podman = (line: string) => `Error: ${line}\n`
const skopeo = (line: string) =>
  `time="2026-01-01T00:00:00Z" level=fatal msg="${line.replaceAll('"', '\\"').replaceAll('\n', '\\n')}"\n`

/** The sentences that podman, skopeo and buildah share, as containers/image 5.23 has them. */
const CONTAINERS: [kind: FailureKind, line: string][] = [
  ['refused', 'logging into "127.0.0.1:5000": invalid username/password'],
  [
    'refused',
    'authenticating creds for "127.0.0.1:5000": Requesting bearer token: invalid status code from registry 403 (Forbidden)',
  ],
  ['rate-limited', 'authenticating creds for "127.0.0.1:5000": too many requests to registry'],
  [
    'unreachable',
    'authenticating creds for "127.0.0.1:5000": Requesting bearer token: invalid status code from registry 500 (Internal Server Error)',
  ],
  [
    'unreachable',
    'authenticating creds for "127.0.0.1:5000": pinging container registry 127.0.0.1:5000: invalid status code from registry 503 (Service Unavailable)',
  ],
  [
    'unreachable',
    'authenticating creds for "127.0.0.1:5000": pinging container registry 127.0.0.1:5000: Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
  ],
  [
    'unreachable',
    'authenticating creds for "127.0.0.1:5000": pinging container registry 127.0.0.1:5000: Get "http://127.0.0.1:5000/v2/": read tcp 127.0.0.1:34108->127.0.0.1:5000: read: connection reset by peer',
  ],
  [
    'unreachable',
    'authenticating creds for "127.0.0.1:5000": pinging container registry 127.0.0.1:5000: Get "http://127.0.0.1:5000/v2/": EOF',
  ],
  [
    'unreachable',
    'authenticating creds for "registry.invalid": pinging container registry registry.invalid: Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 127.0.0.53:53: no such host',
  ],
  [
    'tls',
    'authenticating creds for "localhost:5000": pinging container registry localhost:5000: Get "https://localhost:5000/v2/": x509: certificate signed by unknown authority',
  ],
  [
    'tls',
    'authenticating creds for "127.0.0.1:5000": pinging container registry 127.0.0.1:5000: Get "https://127.0.0.1:5000/v2/": http: server gave HTTP response to HTTPS client',
  ],
  [
    'proxy',
    'authenticating creds for "quay.io": pinging container registry quay.io: Get "https://quay.io/v2/": Proxy Authentication Required',
  ],
  [
    'proxy',
    'authenticating creds for "quay.io": pinging container registry quay.io: Get "https://quay.io/v2/": proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: connection refused',
  ],
  [
    'proxy',
    'authenticating creds for "quay.io": pinging container registry quay.io: Get "https://quay.io/v2/": Service Unavailable',
  ],
  ['broken-store', '1 error occurred:\n\t* mkdir /run/containers: no such file or directory\n\n'],
  [
    'broken-store',
    'get credentials: 1 error occurred:\n\t* reading JSON file "/run/containers/0/auth.json": open /run/containers/0/auth.json: permission denied\n\n',
  ],
]

describe('classifyFailure', () => {
  it.each<[kind: FailureKind, line: string]>([
    ['refused', 'login attempt to http://127.0.0.1:5000/v2/ failed with status: 401 Unauthorized'],
    [
      'refused',
      'Get "http://127.0.0.1:5000/v2/": unauthorized: Could not find robot with specified username',
    ],
    [
      'refused',
      'Get "https://quay.io/v2/": unauthorized: Could not find robot with username: deepgram+x and supplied password.',
    ],
    ['refused', 'Get "https://quay.io/v2/": unauthorized: Robot deepgram+x owner deepgram is disabled'],
    ['refused', 'Get "https://quay.io/v2/": denied: Namespace is disabled'],
    ['refused', 'unauthorized: authentication required'],
    ['rate-limited', 'Get "https://quay.io/v2/": toomanyrequests: too many requests'],
    ['unreachable', 'Get "https://quay.io/v2/": received unexpected HTTP status: 500 Internal Server Error'],
    ['unreachable', 'login attempt to https://quay.io/v2/ failed with status: 503 Service Unavailable'],
    ['unreachable', 'Get "http://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused'],
    [
      'unreachable',
      'Get "http://127.0.0.1:5000/v2/": read tcp 127.0.0.1:47028->127.0.0.1:5000: read: connection reset by peer',
    ],
    [
      'unreachable',
      'Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 127.0.0.53:53: no such host',
    ],
    [
      'unreachable',
      'Get "https://quay.io/v2/": dial tcp: lookup quay.io: Temporary failure in name resolution',
    ],
    ['unreachable', 'Get "https://quay.io/v2/": dial tcp 203.0.113.1:443: i/o timeout'],
    [
      'unreachable',
      'Get "https://quay.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    ],
    [
      'tls',
      'Get "https://quay.io/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    ['tls', 'Get "https://quay.io/v2/": x509: certificate is valid for example.com, not quay.io'],
    ['proxy', 'Get "https://quay.io/v2/": Proxy Authentication Required'],
    ['proxy', 'Get "https://quay.io/v2/": Service Unavailable'],
    [
      'proxy',
      'Get "https://quay.io/v2/": proxyconnect tcp: dial tcp 127.0.0.1:3128: connect: connection refused',
    ],
    [
      'broken-store',
      'Error saving credentials: error storing credentials - err: exec: "docker-credential-nothere": executable file not found in $PATH, out: ``',
    ],
    [
      'broken-store',
      'Error saving credentials: error storing credentials - err: exit status 1, out: `pass not initialized: exit status 1: Error: password store is empty. Try "pass init".`',
    ],
    [
      'broken-store',
      'Error saving credentials: error storing credentials - err: exit status 1, out: `Cannot autolaunch D-Bus without X11 $DISPLAY`',
    ],
    ['broken-store', 'Error saving credentials: mkdir /home/ada/.docker: permission denied'],
  ])('takes as %s what docker says: %s', (kind, line) => {
    expect(classifyFailure(docker28(line))).toBe(kind)
    expect(classifyFailure(docker20(line))).toBe(kind)
  })

  it.each(CONTAINERS)('takes as %s what podman, skopeo and buildah say: %s', (kind, line) => {
    expect(classifyFailure(podman(line))).toBe(kind)
    expect(classifyFailure(skopeo(line))).toBe(kind)
  })

  it.each<[kind: FailureKind, line: string]>([
    ['refused', 'Error: login attempt to https://quay.io/v2/ failed with status: 401 Unauthorized'],
    [
      'refused',
      'Error: GET "https://quay.io/v2/auth": response status code 401: unauthorized: Could not find robot with specified username',
    ],
    [
      'unreachable',
      'Error: Get "https://127.0.0.1:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
    ],
    ['tls', 'Error: Get "https://127.0.0.1:5000/v2/": http: server gave HTTP response to HTTPS client'],
  ])('takes as %s what helm says: %s', (kind, line) => {
    expect(classifyFailure(`${line}\n`)).toBe(kind)
  })

  it('goes by the last line, and by the others only when that tells nothing', () => {
    expect(classifyFailure('unauthorized\nconnection refused\n')).toBe('unreachable')
    expect(classifyFailure('connection refused\nexit status 1\n')).toBe('unreachable')
  })

  it.each(['', 'something that nobody has seen before\n'])('knows nothing of %j', (text) => {
    expect(classifyFailure(text)).toBe('unknown')
  })

  it('does not take what docker tried first for the reason', () => {
    expect(classifyFailure(docker28('something that nobody has seen before'))).toBe('unknown')
  })
})

describe('lastLine', () => {
  it.each([
    ['one\ntwo\n', 'two'],
    ['one\r\n two \r\n\r\n', 'two'],
    ['one', 'one'],
    ['\n \n', ''],
    ['', ''],
  ])('of %j is %j', (text, line) => {
    expect(lastLine(text)).toBe(line)
  })
})

describe('plainTextFile', () => {
  it.each([
    [
      "\nWARNING! Your credentials are stored unencrypted in '/home/ada/.docker/config.json'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n",
      '/home/ada/.docker/config.json',
    ],
    [
      "WARNING! Your credentials are stored unencrypted in '/home/ada with spaces/config.json'.",
      '/home/ada with spaces/config.json',
    ],
    [
      'WARNING! Your password will be stored unencrypted in /root/.docker/config.json.\nConfigure a credential helper',
      '/root/.docker/config.json',
    ],
    ['Login Succeeded', undefined],
    ['', undefined],
  ])('finds the file in %j', (stderr, file) => {
    expect(plainTextFile(stderr)).toBe(file)
  })
})

describe('wasNotLoggedIn', () => {
  it.each([
    ['Not logged in to quay.io\n', true],
    ['Error: not logged into quay.io\n', true],
    ['time="2026-01-01T00:00:00Z" level=fatal msg="not logged into quay.io"\n', true],
    ['Error: not logged in\n', true],
    ['Error: checking authfile: stat /home/ada/auth.json: no such file or directory\n', true],
    ['Removing login credentials for quay.io\n', false],
    ['Error: open /run/containers/0/auth.json: permission denied\n', false],
  ])('of %j is %s', (text, expected) => {
    expect(wasNotLoggedIn(text)).toBe(expected)
  })
})
