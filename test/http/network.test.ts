import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { allAuthorities, namedAuthorities, openTunnel } from '../../src/http/network.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const pem = (name: string) => `-----BEGIN CERTIFICATE----- ${name}`

function writeFile(content: string | Buffer): string {
  const path = join(temporaryDirectory(), 'ca.pem')
  writeFileSync(path, content)
  return path
}

describe('namedAuthorities', () => {
  it('leaves the choice to Node when SSL_CERT_FILE names none', () => {
    expect(namedAuthorities({})).toBeUndefined()
    expect(namedAuthorities({ SSL_CERT_FILE: '' })).toBeUndefined()
    expect(namedAuthorities({ NODE_EXTRA_CA_CERTS: '/nowhere' })).toBeUndefined()
  })

  it("adds the file of SSL_CERT_FILE to Node's own", () => {
    expect(namedAuthorities({ SSL_CERT_FILE: writeFile(pem('mine')) })).toEqual([
      ...rootCertificates,
      pem('mine'),
    ])
  })

  it('keeps those of NODE_EXTRA_CA_CERTS beside it', () => {
    const env = { SSL_CERT_FILE: writeFile(pem('mine')), NODE_EXTRA_CA_CERTS: writeFile(pem('extra')) }
    expect(namedAuthorities(env)).toEqual([...rootCertificates, pem('extra'), pem('mine')])
  })

  it('takes a certificate behind a byte order mark', () => {
    const file = writeFile(`\uFEFF${pem('mine')}`)
    expect(namedAuthorities({ SSL_CERT_FILE: file })?.at(-1)).toBe(pem('mine'))
  })

  it('takes a certificate in DER as it takes one in PEM', () => {
    const [root = ''] = rootCertificates
    const file = writeFile(new X509Certificate(root).raw)
    const bare = (text = '') => text.replace(/\s/g, '')
    expect(bare(namedAuthorities({ SSL_CERT_FILE: file })?.at(-1))).toBe(bare(root))
  })

  it.each([
    ['an empty file', () => writeFile(''), 'holds no certificate'],
    ['a file of something else', () => writeFile('certificate'), 'holds no certificate'],
    ['a directory', () => temporaryDirectory(), 'cannot be read'],
  ])('refuses %s', async (_, make, problem) => {
    for (const variable of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
      const env = { SSL_CERT_FILE: writeFile(pem('mine')), [variable]: make() }
      const error = await errorOf(() => namedAuthorities(env))
      expect(error).toMatchObject({ code: 'failed', message: expect.stringContaining(problem) })
    }
  })

  it.each([
    ['SSL_CERT_FILE', { SSL_CERT_FILE: '/nowhere/ca.pem' }],
    ['NODE_EXTRA_CA_CERTS', { SSL_CERT_FILE: '/nowhere/other.pem', NODE_EXTRA_CA_CERTS: '/nowhere/ca.pem' }],
  ])('says which file of %s cannot be read', async (variable, env) => {
    expect(await errorOf(() => namedAuthorities(env))).toMatchObject({
      code: 'failed',
      message: 'the CA file /nowhere/ca.pem cannot be read',
      hint: expect.stringContaining(variable),
    })
  })
})

describe('allAuthorities', () => {
  it("adds a bundle to Node's own", () => {
    expect(allAuthorities(writeFile(pem('system')), {})).toEqual([...rootCertificates, pem('system')])
  })
})

describe('openTunnel', () => {
  const api = new URL('https://api.deepgram.com/v1/projects')
  const PROXY = 'http://proxy.example:3128'

  const agentFor = (env: Record<string, string>) =>
    openTunnel(api, env, { timeoutSeconds: 1, signal: new AbortController().signal })

  it.each<[reason: string, env: Record<string, string>, proxied: boolean]>([
    ['nothing is set', {}, false],
    ['HTTPS_PROXY is', { HTTPS_PROXY: PROXY }, true],
    ['https_proxy is', { https_proxy: PROXY }, true],
    ['ALL_PROXY is', { ALL_PROXY: PROXY }, true],
    ['all_proxy is', { all_proxy: PROXY }, true],
    ['only HTTP_PROXY is, which is for plain http', { HTTP_PROXY: PROXY }, false],
    ['HTTPS_PROXY is empty', { HTTPS_PROXY: '' }, false],
    ['NO_PROXY names the host', { HTTPS_PROXY: PROXY, NO_PROXY: 'api.deepgram.com' }, false],
    ['no_proxy names the host', { HTTPS_PROXY: PROXY, no_proxy: 'api.deepgram.com' }, false],
    ['NO_PROXY names the domain', { HTTPS_PROXY: PROXY, NO_PROXY: 'localhost,.deepgram.com' }, false],
    ['NO_PROXY names the domain without a dot', { HTTPS_PROXY: PROXY, NO_PROXY: 'deepgram.com' }, false],
    ['NO_PROXY names the domain with a star', { HTTPS_PROXY: PROXY, NO_PROXY: '*.deepgram.com' }, false],
    ['NO_PROXY names the port', { HTTPS_PROXY: PROXY, NO_PROXY: 'deepgram.com:443' }, false],
    ['NO_PROXY names another port', { HTTPS_PROXY: PROXY, NO_PROXY: 'deepgram.com:8443' }, true],
    ['NO_PROXY names a host that merely ends alike', { HTTPS_PROXY: PROXY, NO_PROXY: 'gram.com' }, true],
    ['NO_PROXY is white space', { HTTPS_PROXY: PROXY, NO_PROXY: ' , ' }, true],
    ['NO_PROXY is a star', { HTTPS_PROXY: PROXY, NO_PROXY: '*' }, false],
    ['NO_PROXY names another host', { HTTPS_PROXY: PROXY, NO_PROXY: 'quay.io' }, true],
    ['it is given without a scheme', { HTTPS_PROXY: 'proxy.example:3128' }, true],
  ])('when %s', async (_, env, proxied) => {
    expect((await agentFor(env)) !== undefined).toBe(proxied)
  })

  it.each(['socks5://127.0.0.1:1080', 'http://', 'http://a b'])('refuses %s', async (proxy) => {
    expect(await errorOf(() => agentFor({ HTTPS_PROXY: proxy }))).toMatchObject({
      code: 'failed',
      message: expect.stringContaining('HTTPS_PROXY'),
      hint: expect.stringContaining('http://proxy.example.com:3128'),
    })
  })

  it('does not repeat the password of the proxy in the error', async () => {
    const error = await errorOf(() => agentFor({ HTTPS_PROXY: 'socks5://user:hunter22@127.0.0.1' }))
    expect(error.message + error.hint).not.toContain('hunter22')
  })
})
