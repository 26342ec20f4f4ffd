import { createServer } from 'node:net'
import { beforeAll, expect, it } from 'vitest'
import { createHttpClient } from '../../src/http/client.ts'
import { startApiServer } from '../helpers/api-server.ts'
import { type Authority, makeAuthority } from '../helpers/certificates.ts'
import { listenOnLoopback } from '../helpers/loopback.ts'
import { describeWith } from '../helpers/parts.ts'
import { startProxy } from '../helpers/proxy.ts'
import { errorOf } from '../helpers/thrown.ts'
import { startTlsFront } from '../helpers/tls-front.ts'

// What counts as sent over TLS, directly and through a proxy's tunnel.
describeWith(['openssl'], 'a POST over TLS', () => {
  let authority: Authority
  beforeAll(async () => {
    authority = await makeAuthority()
  })

  const post = (url: string, env: Record<string, string>) =>
    errorOf(() =>
      createHttpClient({
        timeoutSeconds: 1.5,
        userAgent: 'dgsh/test',
        env,
        signal: new AbortController().signal,
        debug: () => {},
        peer: { unreachable: 'unreachable', setting: 'the API URL' },
      }).send({ method: 'POST', url: new URL(url), headers: {}, json: {} }),
    )
  const hangingFront = async (name: string) => {
    const { url } = await startApiServer({ 'POST /': 'hang' })
    return startTlsFront({ name, pair: await authority.issue(name), upstreams: { '/': new URL(url).host } })
  }
  const untouchedFront = async (name: string) =>
    startTlsFront({ name, pair: await authority.issue(name), upstreams: {} })

  it('may have happened when there is no answer', async () => {
    const url = `https://localhost:${await hangingFront('localhost')}/`
    expect(await post(url, { SSL_CERT_FILE: authority.file })).toMatchObject({
      code: 'timeout',
      mayHaveHappened: true,
    })
  })

  it('may have happened when there is no answer through a tunnel', async () => {
    const proxy = await startProxy({ routes: { 'api.test:443': await hangingFront('api.test') } })
    const env = { SSL_CERT_FILE: authority.file, HTTPS_PROXY: proxy.url }
    expect(await post('https://api.test/', env)).toMatchObject({ code: 'timeout', mayHaveHappened: true })
  })

  it('has not happened where the certificate is not trusted', async () => {
    const url = `https://localhost:${await untouchedFront('localhost')}/`
    expect(await post(url, {})).toMatchObject({ code: 'unreachable', mayHaveHappened: false })
  })

  it('has not happened where the certificate is not trusted through a tunnel', async () => {
    const proxy = await startProxy({ routes: { 'api.test:443': await untouchedFront('api.test') } })
    expect(await post('https://api.test/', { HTTPS_PROXY: proxy.url })).toMatchObject({
      code: 'unreachable',
      mayHaveHappened: false,
    })
  })

  it('has not happened where the proxy refuses the tunnel', async () => {
    const proxy = await startProxy({ routes: {} })
    expect(await post('https://api.test/', { HTTPS_PROXY: proxy.url })).toMatchObject({
      message: expect.stringContaining('proxy'),
      mayHaveHappened: false,
    })
  })

  it('has not happened where the handshake does not end', async () => {
    const port = await listenOnLoopback(createServer(() => {}))
    expect(await post(`https://localhost:${port}/`, {})).toMatchObject({
      code: 'timeout',
      mayHaveHappened: false,
    })
    const proxy = await startProxy({ routes: { 'api.test:443': port } })
    expect(await post('https://api.test/', { HTTPS_PROXY: proxy.url })).toMatchObject({
      code: 'timeout',
      mayHaveHappened: false,
    })
  })
})
