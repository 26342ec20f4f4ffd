import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { seedCredentials } from '../../src/sandbox/seed.ts'
import { secretOf, usernameOf } from '../../src/sandbox/state.ts'
import {
  askApi,
  askToken,
  basic,
  create,
  credentialsPath,
  firstLogin,
  readToken,
  sandboxForTest,
  tokenFor,
} from './helpers.ts'

const pull = (image: string) => `repository:deepgram/${image}:pull`
const entry = (image: string, ...actions: string[]) => ({
  type: 'repository',
  name: `deepgram/${image}`,
  actions,
})

function askRegistry(sandbox: Sandbox, path: string, token?: string): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return fetch(`http://${sandbox.registry}${path}`, { headers })
}

describe('GET /v2/', () => {
  it('says where a token can be had', async () => {
    const sandbox = await sandboxForTest()
    for (const path of ['/v2/', '/v2']) {
      const response = await askRegistry(sandbox, path)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe(
        `Bearer realm="http://${sandbox.registry}/v2/auth",service="${sandbox.registry}"`,
      )
      expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0')
    }
  })

  it('takes the token of a login without scopes, and no other', async () => {
    const sandbox = await sandboxForTest()
    const other = await sandboxForTest()
    expect((await askRegistry(sandbox, '/v2/', await tokenFor(sandbox))).status).toBe(200)
    expect((await askRegistry(sandbox, '/v2/', await tokenFor(other))).status).toBe(401)
    expect((await askRegistry(sandbox, '/v2/', 'nonsense')).status).toBe(401)
  })

  it('takes no token that was issued for another service', async () => {
    const sandbox = await sandboxForTest()
    const response = await fetch(`http://${sandbox.registry}/v2/auth?service=elsewhere.example.com`, {
      headers: { authorization: firstLogin(sandbox) },
    })
    const { token, payload } = await readToken(response)
    expect(payload.aud).toBe('elsewhere.example.com')
    expect((await askRegistry(sandbox, '/v2/', token)).status).toBe(401)
  })
})

describe('GET /v2/auth', () => {
  it('lists every asked repository, with pull or with nothing', async () => {
    const sandbox = await sandboxForTest()
    const images = ['self-hosted-api', 'self-hosted-license-proxy', 'onprem-engine', 'no-such-image']
    const scopes = [...images.map(pull), 'repository:library/busybox:pull']
    const response = await askToken(sandbox, { scopes, authorization: firstLogin(sandbox) })
    const { payload } = await readToken(response)
    expect(payload.access).toEqual([
      entry('self-hosted-api', 'pull'),
      entry('self-hosted-license-proxy'),
      entry('onprem-engine', 'pull'),
      entry('no-such-image'),
      { type: 'repository', name: 'library/busybox', actions: [] },
    ])
    expect(payload).toMatchObject({
      iss: 'quay',
      sub: `deepgram+${sandbox.credentialId}`,
      aud: sandbox.registry,
      jti: expect.any(String),
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
    expect(payload.nbf).toBe(payload.iat)
  })

  it.each([
    ['push', []],
    ['pull,push', ['pull']],
    ['*', []],
  ])('grants of %s only %j', async (actions, granted) => {
    const sandbox = await sandboxForTest()
    const scopes = [`repository:deepgram/self-hosted-api:${actions}`]
    const { payload } = await readToken(
      await askToken(sandbox, { scopes, authorization: firstLogin(sandbox) }),
    )
    expect(payload.access).toEqual([entry('self-hosted-api', ...granted)])
  })

  it('opens for each seeded credential what its scopes say', async () => {
    const sandbox = await sandboxForTest()
    const images = ['api', 'engine', 'license-proxy', 'billing', 'dgtools']
    const scopes = images.map((image) => pull(`self-hosted-${image}`))
    for (const credential of seedCredentials(sandbox.projectId)) {
      const authorization = basic(usernameOf(credential), secretOf(credential))
      const { payload } = await readToken(await askToken(sandbox, { scopes, authorization }))
      expect(payload.access).toEqual(
        images.map((image) =>
          entry(`self-hosted-${image}`, ...(credential.products.includes(image) ? ['pull'] : [])),
        ),
      )
    }
  })

  it('splits the login at the first colon only', async () => {
    const sandbox = await sandboxForTest()
    const username = `deepgram+${sandbox.credentialId}`
    const response = await askToken(sandbox, { authorization: basic(username, `${sandbox.secret}:more`) })
    expect(response.status).toBe(401)
    expect(await response.text()).toContain(
      `Could not find robot with username: ${username} and supplied password.`,
    )
  })

  it.each([
    [
      'an unknown robot',
      basic('deepgram+00000000-0000-4000-8000-000000000000', 'x'),
      'Could not find robot with specified username',
    ],
    ['somebody who is no robot', basic('somebody', 'x'), 'Invalid Username or Password'],
    ['another scheme', 'Bearer x', 'Specified credentials are invalid'],
  ])('refuses %s in the words of Quay', async (_, authorization, message) => {
    const sandbox = await sandboxForTest()
    const response = await askToken(sandbox, { authorization, scopes: [pull('self-hosted-api')] })
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({ errors: [{ code: 'UNAUTHORIZED', message, detail: {} }] })
  })

  it('gives nobody a token without rights, and only for a scope', async () => {
    const sandbox = await sandboxForTest()
    const { payload } = await readToken(await askToken(sandbox, { scopes: [pull('self-hosted-api')] }))
    expect(payload).toMatchObject({ sub: '(anonymous)', access: [entry('self-hosted-api')] })
    expect((await askToken(sandbox, {})).status).toBe(401)
  })

  it('refuses a scope that it cannot read', async () => {
    const sandbox = await sandboxForTest()
    const scopes = ['registry:catalog:*']
    const response = await askToken(sandbox, { scopes, authorization: firstLogin(sandbox) })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ code: 'INVALID_REQUEST' }] })
  })

  it('refuses POST', async () => {
    const sandbox = await sandboxForTest()
    const response = await fetch(`http://${sandbox.registry}/v2/auth`, { method: 'POST', body: 'a=b' })
    expect(response.status).toBe(405)
    expect(await response.json()).toMatchObject({ errors: [{ code: 'UNSUPPORTED' }] })
  })

  it('knows a credential from its creation to its deletion', async () => {
    const sandbox = await sandboxForTest()
    const made = await create(sandbox, { comment: 'c', scopes: ['self-hosted:product:billing'] })
    const authorization = basic(String(made.username), String(made.secret))
    const scopes = [pull('self-hosted-billing'), pull('self-hosted-api')]
    const { payload } = await readToken(await askToken(sandbox, { scopes, authorization }))
    expect(payload.access).toEqual([entry('self-hosted-billing', 'pull'), entry('self-hosted-api')])
    const path = `${credentialsPath(sandbox)}/${made.distribution_credentials_id}`
    await askApi(sandbox, path, { method: 'DELETE' })
    const response = await askToken(sandbox, { scopes, authorization })
    expect(response.status).toBe(401)
    expect(await response.text()).toContain('Could not find robot with specified username')
  })
})

describe('tags', () => {
  const path = '/v2/deepgram/self-hosted-api/tags/list'

  it('need a token with pull on the repository', async () => {
    const sandbox = await sandboxForTest()
    const tokens = [undefined, await tokenFor(sandbox), await tokenFor(sandbox, 'self-hosted-engine')]
    for (const token of tokens) {
      const response = await askRegistry(sandbox, path, token)
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toContain(
        ',scope="repository:deepgram/self-hosted-api:pull"',
      )
    }
  })

  it('come in pages of at most 100, with a link to the next', async () => {
    const sandbox = await sandboxForTest()
    const token = await tokenFor(sandbox, 'self-hosted-api')
    const first = await askRegistry(sandbox, path, token)
    const { name, tags } = (await first.json()) as { name: string; tags: string[] }
    expect(name).toBe('deepgram/self-hosted-api')
    expect(tags).toHaveLength(100)
    expect(first.headers.get('link')).toBe(`<${path}?n=100&last=${tags[99]}>; rel="next"`)
    const capped = await askRegistry(sandbox, `${path}?n=1000`, token)
    expect(await capped.json()).toEqual({ name, tags })
  })

  it.each(['1', '7', '100'])('are complete and sorted when read in pages of %s', async (size) => {
    const sandbox = await sandboxForTest()
    const token = await tokenFor(sandbox, 'self-hosted-api')
    const all: string[] = []
    let next: string | undefined = `${path}?n=${size}`
    while (next !== undefined) {
      const response = await askRegistry(sandbox, next, token)
      const { tags } = (await response.json()) as { tags: string[] }
      expect(tags.length).toBeLessThanOrEqual(Number(size))
      all.push(...tags)
      next = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1]
    }
    expect(all).toEqual([...new Set(all)].sort())
    expect(all.length).toBeGreaterThan(100)
  })

  it('are not to be had by the catalogue', async () => {
    const sandbox = await sandboxForTest()
    const response = await askRegistry(sandbox, '/v2/_catalog', await tokenFor(sandbox))
    expect(response.status).toBe(404)
    expect(response.headers.get('docker-distribution-api-version')).toBe('registry/2.0')
  })
})

describe('GET /v2/<repository>/manifests and blobs', () => {
  const API = '/v2/deepgram/self-hosted-api'
  const ask = async (path: string, init: RequestInit = {}) => {
    const sandbox = await sandboxForTest()
    const scopes = [pull('self-hosted-api')]
    const authorization = firstLogin(sandbox)
    const { token } = await readToken(await askToken(sandbox, { scopes, authorization }))
    const headers = { authorization: `Bearer ${token}` }
    return fetch(`http://${sandbox.registry}${path}`, { ...init, headers })
  }

  it('gives an image under both its tags and its digest, by HEAD too', async () => {
    const release = await ask(`${API}/manifests/release-261024`)
    const digest = release.headers.get('docker-content-digest') ?? ''
    const manifest = await release.text()
    expect(digest).toBe(`sha256:${createHash('sha256').update(manifest).digest('hex')}`)
    expect(release.headers.get('content-type')).toBe('application/vnd.oci.image.manifest.v1+json')
    for (const reference of ['1.167.25-1', digest])
      expect(await (await ask(`${API}/manifests/${reference}`)).text()).toBe(manifest)
    const head = await ask(`${API}/manifests/1.167.25-1`, { method: 'HEAD' })
    expect([head.status, head.headers.get('docker-content-digest'), await head.text()]).toEqual([
      200,
      digest,
      '',
    ])
    const fips = await ask(`${API}/manifests/release-261024-fips`)
    expect(fips.headers.get('docker-content-digest')).not.toBe(digest)
  })

  it('has the config with the day of the release, and no layer', async () => {
    const manifest = await ask(`${API}/manifests/release-261024`)
    const { config, layers } = JSON.parse(await manifest.text())
    const blob = await ask(`${API}/blobs/${config.digest}`)
    const text = await blob.text()
    expect(text).toHaveLength(config.size)
    expect(JSON.parse(text)).toMatchObject({ created: '2026-10-24T09:00:00Z' })
    expect((await ask(`${API}/blobs/${layers[0].digest}`)).status).toBe(404)
  })

  it.each(['manifests/nonsense', 'blobs/sha256:1', 'manifests', 'referrers/x'])('has no %s', async (path) => {
    expect((await ask(`${API}/${path}`)).status).toBe(404)
  })

  it.each(['manifests/1.2.0', 'blobs/x', 'tags/list'])('keeps %s from who may not pull', async (path) => {
    expect((await ask(`/v2/deepgram/self-hosted-billing/${path}`)).status).toBe(401)
  })
})
