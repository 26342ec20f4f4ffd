import { beforeAll, expect, it } from 'vitest'
import { createRegistry } from '../../src/registry/registry.ts'
import { startApiServer } from '../helpers/api-server.ts'
import { type Authority, makeAuthority } from '../helpers/certificates.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { describeWith } from '../helpers/parts.ts'
import { startProxy } from '../helpers/proxy.ts'
import { errorOf } from '../helpers/thrown.ts'
import { startTlsFront } from '../helpers/tls-front.ts'

describeWith(['openssl'], 'askAccess over TLS', () => {
  let authority: Authority
  beforeAll(async () => {
    authority = await makeAuthority()
  })

  const open = (host: string, env: Record<string, string>) =>
    createRegistry({
      host,
      timeoutSeconds: 10,
      userAgent: 'dgsh/test',
      env: { SSL_CERT_FILE: authority.file, ...env },
      signal: new AbortController().signal,
      debug: () => {},
    })
  const front = async (name: string, upstream: string) =>
    startTlsFront({ name, pair: await authority.issue(name), upstreams: { '/': upstream } })

  it('asks quay.io by its name, through the proxy', async () => {
    const { registry, credentialId, secret } = await startTestSandbox()
    const proxy = await startProxy({ routes: { 'quay.io:443': await front('quay.io', registry) } })
    const login = { username: `deepgram+${credentialId}`, secret }
    const repositories = ['deepgram/self-hosted-api', 'deepgram/self-hosted-billing']
    const { askAccess } = open('quay.io', { HTTPS_PROXY: proxy.url })
    expect(await askAccess({ ...login, repositories })).toEqual({
      login: 'accepted',
      pulls: new Map([
        ['deepgram/self-hosted-api', true],
        ['deepgram/self-hosted-billing', false],
      ]),
    })
    expect(new Set(proxy.asked)).toEqual(new Set(['quay.io:443']))
  })

  it('asks a registry on loopback by https when it does not speak plain http', async () => {
    const { url } = await startApiServer({ 'GET /v2/': {} })
    const host = `localhost:${await front('localhost', new URL(url).host)}`
    const question = { username: 'deepgram+1', secret: 'S', repositories: [] }
    expect(await open(host, {}).askAccess(question)).toEqual({ login: 'accepted', pulls: new Map() })
  })

  it('tells a certificate that is not trusted', async () => {
    const { url } = await startApiServer({})
    const proxy = await startProxy({ routes: { 'quay.io:443': await front('quay.io', new URL(url).host) } })
    const { askAccess } = open('quay.io', { HTTPS_PROXY: proxy.url, SSL_CERT_FILE: '' })
    const error = await errorOf(() => askAccess({ username: 'a', secret: 'S', repositories: [] }))
    expect(error).toMatchObject({ code: 'registry_unreachable', message: expect.stringContaining('TLS') })
  })
})
