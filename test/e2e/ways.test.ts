import { X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import { makeSelfSigned } from '../helpers/certificates.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { createDoctor } from '../helpers/doctor.ts'
import { expectError } from '../helpers/expect-error.ts'
import { listenOnLoopback } from '../helpers/loopback.ts'
import { describeWith } from '../helpers/parts.ts'
import { startProxy } from '../helpers/proxy.ts'
import { API_KEY, PROJECT_ID } from '../helpers/samples.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { startTlsFront } from '../helpers/tls-front.ts'

const NAME = 'api.example.test'
const ANSWERS = {
  'GET /': {},
  'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: 'One' }] } },
  [`GET /v1/projects/${PROJECT_ID}/self-hosted/distribution/credentials`]: { body: {} },
  [`GET /v1/projects/${PROJECT_ID}/members`]: { body: { members: [] } },
}
const ACCOUNT = { DEEPGRAM_API_KEY: API_KEY, DGSH_API_URL: `https://${NAME}`, DGSH_TIMEOUT: '5' }

/** An API behind its name with a self-signed certificate, reached through a proxy only. */
async function startApi({
  answers = ANSWERS,
  login,
}: {
  answers?: Parameters<typeof startApiServer>[0]
  login?: string | undefined
} = {}) {
  const [pair, api] = await Promise.all([makeSelfSigned(NAME), startApiServer(answers)])
  const upstreams = { '/': new URL(api.url).host }
  const port = await startTlsFront({ name: NAME, pair, upstreams })
  return { pair, proxy: await startProxy({ routes: { [`${NAME}:443`]: port }, login }) }
}

/** Expects that the API is reached, by a request and by doctor. */
async function expectReached(env: Record<string, string>) {
  const listed = await runDgsh(['projects', 'list', '-q'], { env: { ...ACCOUNT, ...env } })
  expect(listed.code, listed.stderr).toBe(0)
  expect(listed.stdout).toBe(`${PROJECT_ID}\n`)
  const doctor = createDoctor(() => ACCOUNT)
  await doctor.expectFinding(['api', 'pass', /answers$/], { env })
}

describeWith(['openssl'], 'a proxy is used as it is written', () => {
  it.each([
    ['with an IPv6 address', (port: number) => `http://[::1]:${port}`, undefined],
    ['with its scheme in capitals', (port: number) => `HTTP://127.0.0.1:${port}`, undefined],
    ['without a scheme', (port: number) => `127.0.0.1:${port}`, undefined],
    [
      'with a percent sign in its password',
      (port: number) => `http://ada:100%@127.0.0.1:${port}`,
      'ada:100%',
    ],
    ['with a domain of Windows', (port: number) => `http://CORP\\ada:pw@127.0.0.1:${port}`, 'CORP\\ada:pw'],
  ])('%s', async (_, write, login) => {
    const { pair, proxy } = await startApi({ login })
    const port = Number(proxy.host.split(':')[1])
    const relay = createServer((socket) => socket.pipe(connect(port, '127.0.0.1')).pipe(socket))
    const listening = write(0).includes('[::1]') ? await listenOnLoopback(relay, '::1') : port
    await expectReached({ HTTPS_PROXY: write(listening), SSL_CERT_FILE: pair.file })
    expect(proxy.asked).toContain(`${NAME}:443`)
  })
})

describe.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'])('%s', (variable) => {
  describeWith(['openssl'], 'is read', () => {
    it.each([
      ['that is named itself', (text: string) => text],
      ['that is named as DER', (text: string) => new X509Certificate(text).raw],
    ])('for a self-signed host %s', async (_, write) => {
      const { pair, proxy } = await startApi()
      const file = join(temporaryDirectory(), 'host.crt')
      writeFileSync(file, write(pair.certificate))
      await expectReached({ HTTPS_PROXY: proxy.url, [variable]: file })
    })

    it.each([
      ['an empty file', (file: string) => writeFileSync(file, ''), /holds no certificate/],
      ['a directory', (file: string) => mkdirSync(file), /cannot be read/],
    ])('and named where it is %s', async (_, make, message) => {
      const file = join(temporaryDirectory(), 'ca')
      make(file)
      const { proxy } = await startApi({ answers: {} })
      const env = { ...ACCOUNT, HTTPS_PROXY: proxy.url, [variable]: file }
      expectError(await runDgsh(['projects', 'list'], { env }), { code: 'failed', message })
    })
  })
})
