import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import { makeAuthority } from '../helpers/certificates.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { createDoctor } from '../helpers/doctor.ts'
import { closedPort, listenOnLoopback } from '../helpers/loopback.ts'
import { describeWith } from '../helpers/parts.ts'
import { type ConnectProxy, startProxy } from '../helpers/proxy.ts'
import { API_KEY, PROJECT_ID } from '../helpers/samples.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { startTlsFront } from '../helpers/tls-front.ts'

const ACCOUNT = { DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID, DGSH_TIMEOUT: '5' }

/** What a scripted Deepgram is asked by every call. */
const API = {
  'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: 'One' }] } },
  [`GET /v1/projects/${PROJECT_ID}/self-hosted/distribution/credentials`]: { body: {} },
  [`GET /v1/projects/${PROJECT_ID}/members`]: { body: { members: [{ member_id: 'a' }] } },
}
const CHALLENGE = { 'www-authenticate': 'Bearer realm="https://quay.io/v2/auth"' }

/** A scripted server that is both API and registry, and the environment that leads there. */
async function startBoth(script: Parameters<typeof startApiServer>[0]) {
  const server = await startApiServer(script)
  return { server, env: { DGSH_API_URL: server.url, DGSH_REGISTRY: new URL(server.url).host } }
}

const { expectFinding, find } = createDoctor(() => ACCOUNT)

describe('a scripted Deepgram', () => {
  it('that refuses the rights is told with what they are for', async () => {
    const refused = { status: 403, body: { category: 'INSUFFICIENT_PERMISSIONS', message: 'No.' } }
    const script = Object.fromEntries(Object.keys(API).map((route) => [route, refused]))
    const { env } = await startBoth({
      ...script,
      'GET /v1/projects': API['GET /v1/projects'],
      'GET /': {},
      'GET /v2/': { status: 401, headers: CHALLENGE },
    })
    await expectFinding(['credentials', 'fail', /may not list the credentials/, /support/], { env })
    await expectFinding(['members', 'warn', /its own member only/, /owner or admin/], { env })
  })

  it('that is regional is told with the way back', async () => {
    const missing = { status: 404, body: 'Not Found' }
    const script = Object.fromEntries(Object.keys(API).map((route) => [route, missing]))
    const { env } = await startBoth({ ...script, 'GET /': missing, 'GET /v2/': missing })
    await expectFinding(['api-key', 'fail', /regional hosts serve speech only/, /^unset DGSH_API_URL$/], {
      env,
    })
    await expectFinding(['registry', 'fail', /is no registry: .* status 404/, /dgsh config get registry/], {
      env,
    })
  })

  it('gets the API key; the registry and the probes do not', async () => {
    const { env, server } = await startBoth({
      ...API,
      'GET /': {},
      'GET /v2/': { status: 401, headers: CHALLENGE },
    })
    await expectFinding(['registry', 'pass', /answers as a registry does/], { env })
    const withKey = server.requests.filter(({ headers }) => JSON.stringify(headers).includes(API_KEY))
    expect(new Set(withKey.map(({ path }) => `GET ${path}`))).toEqual(new Set(Object.keys(API)))
    expect(server.requests.map(({ path }) => path)).toEqual(expect.arrayContaining(['/', '/v2/']))
  })

  it.each([
    [-30, 'pass', /clock is right/, undefined],
    [-120, 'warn', /2 minutes ahead/, /set-ntp/],
    [600, 'fail', /10 minutes behind: registries refuse tokens/, /set-ntp/],
  ] as const)('whose clock differs by %i seconds', async (seconds, status, message, fix) => {
    const date = new Date(Date.now() + seconds * 1000).toUTCString()
    const { env } = await startBoth({
      ...API,
      'GET /': { headers: { date } },
      'GET /v2/': { status: 401, headers: { ...CHALLENGE, date } },
    })
    await expectFinding(['clock', status, message, fix], { env })
  })
})

describe('a way that leads nowhere', () => {
  it('is told at the connection', async () => {
    const { apiUrl } = await startTestSandbox()
    const env = { DGSH_API_URL: apiUrl, DGSH_REGISTRY: `127.0.0.1:${await closedPort()}` }
    await expectFinding(['registry', 'fail', /refuses the connection/, /firewall/], { env })
  })

  it('is told at the name', async () => {
    const env = { DGSH_API_URL: 'https://deepgram.invalid', DGSH_REGISTRY: 'registry.invalid' }
    await expectFinding(['registry', 'fail', /registry\.invalid cannot be found/, /resolv\.conf/], { env })
  })

  it('is told at the proxy, and a proxy that never answers is given up in time', async () => {
    const { createServer } = await import('node:net')
    const silent = createServer((socket) => socket.resume())
    const HTTPS_PROXY = `http://127.0.0.1:${await listenOnLoopback(silent)}`
    const started = Date.now()
    const env = { HTTPS_PROXY, DGSH_TIMEOUT: '1' }
    await expectFinding(
      ['registry', 'fail', /the proxy 127\.0\.0\.1:\d+ did not answer within 1 s/, /--timeout/],
      { env },
    )
    expect(Date.now() - started).toBeLessThan(6000)
  })

  it('is told where the proxy refuses it', async () => {
    const env = { HTTPS_PROXY: (await startProxy({ routes: {} })).url }
    await expectFinding(
      ['api', 'fail', /does not let dgsh through to api\.deepgram\.com \(status 403\)/, /HTTPS_PROXY/],
      { env },
    )
  })

  it('is told where the proxy wants a login', async () => {
    const { host } = await startProxy({ routes: {}, login: 'somebody:password' })
    await expectFinding(['registry', 'fail', /status 407/, /user and password/], {
      env: { HTTPS_PROXY: `http://${host}` },
    })
  })

  it('is told where nobody is the proxy', async () => {
    const port = await closedPort()
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` }
    await expectFinding(
      ['registry', 'fail', new RegExp(`the proxy 127.0.0.1:${port} refuses the connection`), /HTTPS_PROXY/],
      { env },
    )
  })

  it('is told where the proxy is none', async () => {
    await expectFinding(['registry', 'fail', /not the URL of an http or https proxy/, /SOCKS/], {
      env: { HTTPS_PROXY: 'socks5://127.0.0.1:1' },
    })
  })
})

describeWith(['openssl'], 'over TLS, under the real names', () => {
  let proxy: ConnectProxy
  let authority: string
  beforeAll(async () => {
    const sandbox = await startTestSandbox()
    const made = await makeAuthority()
    authority = made.file
    const front = async (name: string, upstream: string) =>
      startTlsFront({ name, pair: await made.issue(name), upstreams: { '/': upstream } })
    const wrong = await made.issue('somebody.example')
    proxy = await startProxy({
      routes: {
        'quay.io:443': await front('quay.io', sandbox.registry),
        'api.deepgram.com:443': await front('api.deepgram.com', new URL(sandbox.apiUrl).host),
        'other.example:443': await front('other.example', sandbox.registry),
        'wrong.example:443': await startTlsFront({
          name: 'wrong.example',
          pair: wrong,
          upstreams: { '/': sandbox.registry },
        }),
      },
    })
  })

  it.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])(
    'a connection that is inspected, with the CA in %s',
    async (variable) => {
      const env = { HTTPS_PROXY: proxy.url, [variable]: authority }
      const inspected = /is inspected by authority of a test/
      await expectFinding(['registry', 'warn', inspected, /\/etc\/docker\/certs\.d\/quay\.io\/ca\.crt/], {
        env,
      })
      await expectFinding(['api', 'warn', inspected, /engines need that CA/], { env })
    },
  )

  it('a connection that is not trusted', async () => {
    const untrusted =
      /the TLS connection to quay\.io is not to be trusted .* its certificate is by authority of a test$/
    await expectFinding(
      ['registry', 'fail', untrusted, /NODE_EXTRA_CA_CERTS.*\/etc\/docker\/certs\.d\/quay\.io/],
      { env: { HTTPS_PROXY: proxy.url } },
    )
  })

  it('a certificate for another name', async () => {
    const env = { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: authority, DGSH_REGISTRY: 'wrong.example' }
    await expectFinding(['registry', 'fail', /ERR_TLS_CERT_ALTNAME_INVALID/, /another host answers/], { env })
  })

  it("a company's own registry", async () => {
    const env = { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: authority, DGSH_REGISTRY: 'other.example' }
    const message =
      /^other\.example \(through the proxy \S+; certificate by authority of a test, a CA of your own\) answers/
    await expectFinding(['registry', 'pass', message], { env })
  })

  it('a registry on loopback that speaks TLS, which no proxy comes between', async () => {
    const { registry } = await startTestSandbox()
    const made = await makeAuthority()
    const pair = await made.issue('localhost')
    const port = await startTlsFront({ name: 'localhost', pair, upstreams: { '/': registry } })
    const before = proxy.asked.length
    const env = {
      HTTPS_PROXY: proxy.url,
      SSL_CERT_FILE: made.file,
      DGSH_REGISTRY: `localhost:${port}`,
      DGSH_API_URL: 'http://127.0.0.1:1',
    }
    const message = /^localhost:\d+ \(certificate by authority of a test, a CA of your own\) answers/
    await expectFinding(['registry', 'pass', message], { env })
    expect(proxy.asked).toHaveLength(before)
  })

  it('a host that NO_PROXY exempts', async () => {
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: 'registry.invalid', DGSH_REGISTRY: 'registry.invalid' }
    const before = proxy.asked.length
    await expectFinding(['registry', 'fail', /registry\.invalid cannot be found/, /./], { env })
    expect(proxy.asked.slice(before)).not.toContain('registry.invalid:443')
  })

  it('a CA file that is none', async () => {
    const file = join(temporaryDirectory(), 'ca.pem')
    writeFileSync(file, 'nonsense')
    const env = { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: file }
    expect(await find('registry', { env })).toMatchObject([{ status: 'fail' }])
    await expectFinding(['registry', 'fail', /\/nowhere\/ca\.pem cannot be read/, /SSL_CERT_FILE/], {
      env: { ...env, SSL_CERT_FILE: '/nowhere/ca.pem' },
    })
  })
})
