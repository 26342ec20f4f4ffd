import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeProtectedHeader, importX509, jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTokens, type TokenSigner } from '../../src/sandbox/token.ts'
import { askToken, firstLogin, readToken, sandboxForTest } from './helpers.ts'

const claims = {
  subject: 'deepgram+x',
  audience: 'registry.example.com',
  access: [{ type: 'repository' as const, name: 'deepgram/self-hosted-api', actions: ['pull'] }],
}

/** A key and a certificate that it signed itself, made by openssl. */
function makeSigner(): TokenSigner {
  const folder = mkdtempSync(join(tmpdir(), 'dgsh-signer-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
  const subject = ['-subj', '/CN=token signer', '-days', '1']
  const newKey = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key]
  execFileSync('openssl', ['req', '-x509', ...newKey, ...subject, '-out', certificate], { stdio: 'pipe' })
  return { privateKey: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') }
}

describe('createTokens', () => {
  it('reads what it issued, and only for the same service', async () => {
    const tokens = createTokens(undefined)
    const token = await tokens.issue(claims)
    expect(await tokens.read(token, claims.audience)).toEqual(claims.access)
    expect(await tokens.read(token, 'elsewhere.example.com')).toBeUndefined()
    expect(await createTokens(undefined).read(token, claims.audience)).toBeUndefined()
  })

  it('gives each token its own id', async () => {
    const tokens = createTokens(undefined)
    expect(await tokens.issue(claims)).not.toBe(await tokens.issue(claims))
  })

  it("signs with a caller's key, and sends its certificate along", async () => {
    const tokenSigner = makeSigner()
    const sandbox = await sandboxForTest({ tokenSigner })
    const { token } = await readToken(await askToken(sandbox, { authorization: firstLogin(sandbox) }))
    const { x5c, ...header } = decodeProtectedHeader(token)
    expect(header).toEqual({ alg: 'RS256', typ: 'JWT' })
    const der = tokenSigner.certificate.replace(/-----[A-Z ]+-----|\s/g, '')
    expect(x5c).toEqual([der])
    const verified = await jwtVerify(token, await importX509(tokenSigner.certificate, 'RS256'))
    expect(verified.payload.sub).toBe(`deepgram+${sandbox.credentialId}`)
  })

  it('reads the key when it is needed, and not before', async () => {
    const sandbox = await sandboxForTest({ tokenSigner: { privateKey: 'none', certificate: 'none' } })
    expect((await fetch(`http://${sandbox.registry}/v2/`)).status).toBe(401)
    const response = await askToken(sandbox, { authorization: firstLogin(sandbox) })
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      errors: [{ code: 'UNKNOWN', message: 'unknown error', detail: {} }],
    })
  })
})
