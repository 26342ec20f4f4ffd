import { describe, expect, it } from 'vitest'
import { PROJECTS } from '../../src/sandbox/seed.ts'
import { askApi, create, credentialsPath, listIds, sandboxForTest } from './helpers.ts'

const REQUEST_ID = expect.stringMatching(/^[0-9a-f-]{36}$/)
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000'

async function answerOf(response: Response) {
  const text = await response.text()
  const json = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, body: json ? JSON.parse(text) : text }
}

describe('the API key', () => {
  it.each([
    ['none', {}],
    ['a wrong one', { authorization: 'Token 0000000000000000000000000000000000000000' }],
    ['one without a scheme', { authorization: 'KEY' }],
    ['the right one as Bearer', { authorization: 'Bearer KEY' }],
  ])('refuses %s', async (_, headers: Record<string, string>) => {
    const sandbox = await sandboxForTest()
    const sent = Object.entries(headers).map(([name, value]) => [name, value.replace('KEY', sandbox.apiKey)])
    const response = await fetch(`${sandbox.apiUrl}/v1/projects`, { headers: Object.fromEntries(sent) })
    expect(await answerOf(response)).toEqual({
      status: 401,
      body: { err_code: 'INVALID_AUTH', err_msg: 'Invalid credentials.', request_id: REQUEST_ID },
    })
  })
})

describe('projects', () => {
  it('are listed with the main one first', async () => {
    const sandbox = await sandboxForTest()
    const { body } = await answerOf(await askApi(sandbox, '/v1/projects'))
    expect(body.projects[0]).toEqual({ project_id: sandbox.projectId, name: expect.any(String) })
    expect(body.projects).toHaveLength(3)
  })

  it('have members', async () => {
    const sandbox = await sandboxForTest()
    const { body } = await answerOf(await askApi(sandbox, `/v1/projects/${sandbox.projectId}/members`))
    expect(body.members).toHaveLength(3)
    for (const member of body.members) {
      expect(member).toMatchObject({ member_id: REQUEST_ID, email: expect.stringMatching(/@example\.com$/) })
    }
  })

  it('without credentials have an empty list', async () => {
    const sandbox = await sandboxForTest()
    const response = await askApi(sandbox, credentialsPath(sandbox, PROJECTS[1]?.id))
    expect(await answerOf(response)).toEqual({ status: 200, body: { distribution_credentials: [] } })
  })

  it('without self-hosted access refuse in the category shape', async () => {
    const sandbox = await sandboxForTest()
    const path = credentialsPath(sandbox, PROJECTS[2]?.id)
    for (const response of [await askApi(sandbox, path), await askApi(sandbox, path, { method: 'POST' })]) {
      expect(await answerOf(response)).toEqual({
        status: 403,
        body: {
          category: 'INSUFFICIENT_PERMISSIONS',
          message: expect.any(String),
          details: expect.stringContaining('self-hosted:products'),
          request_id: REQUEST_ID,
        },
      })
    }
  })

  it.each([
    ['nonsense', 'found `n` at 1'],
    ['3f8b2c61', 'expected one of [36, 32], found 8'],
  ])('refuse the malformed id %s in plain text', async (id, problem) => {
    const sandbox = await sandboxForTest()
    const { status, body } = await answerOf(await askApi(sandbox, credentialsPath(sandbox, id)))
    expect(status).toBe(404)
    expect(body).toMatch(/^UUID parsing failed: invalid /)
    expect(body).toContain(problem)
  })

  it('refuse an unknown id', async () => {
    const sandbox = await sandboxForTest()
    expect(await answerOf(await askApi(sandbox, credentialsPath(sandbox, UNKNOWN_ID)))).toEqual({
      status: 404,
      body: { err_code: 'PROJECT_NOT_FOUND', err_msg: 'Project not found.', request_id: REQUEST_ID },
    })
  })
})

describe('credentials', () => {
  it('are listed nested, with each scope under both names and without username and secret', async () => {
    const sandbox = await sandboxForTest()
    const { body } = await answerOf(await askApi(sandbox, credentialsPath(sandbox)))
    expect(body.distribution_credentials).toHaveLength(6)
    expect(body.distribution_credentials[0]).toEqual({
      member: { member_id: REQUEST_ID, email: 'jonas@example.com' },
      distribution_credentials: {
        distribution_credentials_id: sandbox.credentialId,
        provider: 'quay',
        comment: 'Production cluster, Frankfurt',
        scopes: [
          'self-hosted:product:api',
          'onprem:product:api',
          'self-hosted:product:engine',
          'onprem:product:engine',
        ],
        tags: ['prod', 'eu-central'],
        created: '2026-02-17T09:12:44.318207Z',
      },
    })
  })

  it('are shown as they are listed, also under the older path', async () => {
    const sandbox = await sandboxForTest()
    const path = credentialsPath(sandbox)
    const { body } = await answerOf(await askApi(sandbox, path))
    const listed = body.distribution_credentials[0]
    const own = `${path}/${sandbox.credentialId}`
    expect(await answerOf(await askApi(sandbox, own))).toEqual({ status: 200, body: listed })
    const older = own.replace('/self-hosted/', '/onprem/')
    expect(await answerOf(await askApi(sandbox, older))).toEqual({ status: 200, body: listed })
    const other = own.replace('/self-hosted/', '/hosted/')
    expect((await askApi(sandbox, other)).status).toBe(404)
  })

  it.each(['GET', 'DELETE'])('are 404 to %s by an unknown or malformed id', async (method) => {
    const sandbox = await sandboxForTest()
    const path = credentialsPath(sandbox)
    const unknown = await answerOf(await askApi(sandbox, `${path}/${UNKNOWN_ID}`, { method }))
    expect(unknown).toMatchObject({ status: 404, body: { category: 'NOT_FOUND', request_id: REQUEST_ID } })
    const malformed = await answerOf(await askApi(sandbox, `${path}/8b1f`, { method }))
    expect(malformed).toEqual({ status: 404, body: expect.stringMatching(/^UUID parsing failed: /) })
  })

  it('do not show in another project', async () => {
    const sandbox = await sandboxForTest()
    const path = `${credentialsPath(sandbox, PROJECTS[1]?.id)}/${sandbox.credentialId}`
    expect((await askApi(sandbox, path)).status).toBe(404)
    expect((await askApi(sandbox, path, { method: 'DELETE' })).status).toBe(404)
    expect(await listIds(sandbox)).toContain(sandbox.credentialId)
  })
})

describe('create', () => {
  it('answers a bare credential with its secret, which list does not repeat', async () => {
    const sandbox = await sandboxForTest({ now: () => new Date('2026-11-05T06:07:08.009Z') })
    const created = await create(sandbox, {
      provider: 'quay',
      comment: '  new cluster  ',
      scopes: ['self-hosted:product:api', 'onprem:product:engine', 'self-hosted:product:api'],
    })
    expect(created).toEqual({
      status: 200,
      distribution_credentials_id: REQUEST_ID,
      provider: 'quay',
      username: `deepgram+${created.distribution_credentials_id}`,
      secret: expect.stringMatching(/^[A-Z0-9]{64}$/),
      comment: 'new cluster',
      scopes: [
        'self-hosted:product:api',
        'onprem:product:api',
        'self-hosted:product:engine',
        'onprem:product:engine',
      ],
      created: '2026-11-05T06:07:08.009000Z',
    })
    const text = await (await askApi(sandbox, credentialsPath(sandbox))).text()
    expect(text).toContain(created.distribution_credentials_id)
    expect(text).not.toContain(created.secret)
  })

  it.each([
    ['no scopes', {}],
    ['an empty list', { scopes: [] }],
    ['the shorthand', { scopes: ['self-hosted:products'] }],
  ])('grants every product for %s, and ignores the query', async (_, body) => {
    const sandbox = await sandboxForTest()
    const path = `${credentialsPath(sandbox)}?scopes=self-hosted:product:api&provider=quay`
    const response = await askApi(sandbox, path, {
      method: 'POST',
      body: JSON.stringify({ comment: 'all', ...body }),
    })
    const created = (await response.json()) as { scopes: string[]; created: string }
    expect(created.scopes).toHaveLength(14)
    expect(created.scopes).toContain('self-hosted:product:metrics-server')
    expect(created.created).toMatch(MICROSECONDS)
  })

  it.each(['self-hosted:product:voice-agent', 'banana'])('refuses the scope %s', async (scope) => {
    const sandbox = await sandboxForTest()
    const created = await create(sandbox, { comment: 'c', scopes: ['self-hosted:product:api', scope] })
    expect(created).toMatchObject({ status: 403, category: 'INSUFFICIENT_PERMISSIONS' })
    expect(created.details).toContain(scope)
    expect(await listIds(sandbox)).toHaveLength(6)
  })

  it('keeps tags, and lists them', async () => {
    const sandbox = await sandboxForTest()
    const created = await create(sandbox, { comment: 'c', tags: ['prod', 'eu'] })
    expect(created.tags).toEqual(['prod', 'eu'])
    const { body } = await answerOf(await askApi(sandbox, credentialsPath(sandbox)))
    expect(body.distribution_credentials.at(-1).distribution_credentials.tags).toEqual(['prod', 'eu'])
  })

  it('refuses a body without comment in plain text, and creates nothing', async () => {
    const sandbox = await sandboxForTest()
    const response = await askApi(sandbox, credentialsPath(sandbox), { method: 'POST', body: '{}' })
    expect(await answerOf(response)).toEqual({
      status: 400,
      body: 'Json deserialize error: missing field `comment` at line 1 column 2',
    })
    expect(await listIds(sandbox)).toHaveLength(6)
  })

  it('refuses a body of more than 64 KiB, announced or in chunks', async () => {
    const sandbox = await sandboxForTest()
    const large = JSON.stringify({ comment: 'x'.repeat(64 * 1024) })
    const announced = await askApi(sandbox, credentialsPath(sandbox), { method: 'POST', body: large })
    expect(announced.status).toBe(413)
    expect((await sendInChunks(large, sandbox)).status).toBe(413)
    expect((await sendInChunks('{"comment":"small"}', sandbox)).status).toBe(200)
  })
})

function sendInChunks(body: string, sandbox: Awaited<ReturnType<typeof sandboxForTest>>) {
  const init = { method: 'POST', body: new Blob([body]).stream(), duplex: 'half' }
  return askApi(sandbox, credentialsPath(sandbox), init as RequestInit)
}

describe('delete', () => {
  it('answers a message, once', async () => {
    const sandbox = await sandboxForTest()
    const path = `${credentialsPath(sandbox)}/${sandbox.credentialId}`
    expect(await answerOf(await askApi(sandbox, path, { method: 'DELETE' }))).toEqual({
      status: 200,
      body: { message: 'Successfully deleted the distribution credentials!' },
    })
    expect((await askApi(sandbox, path)).status).toBe(404)
    expect((await askApi(sandbox, path, { method: 'DELETE' })).status).toBe(404)
    expect(await listIds(sandbox)).toHaveLength(5)
  })

  it('does not give the id of a deleted credential to the next one', async () => {
    const sandbox = await sandboxForTest()
    const first = await create(sandbox, { comment: 'first' })
    await askApi(sandbox, `${credentialsPath(sandbox)}/${first.distribution_credentials_id}`, {
      method: 'DELETE',
    })
    const second = await create(sandbox, { comment: 'second' })
    expect(second.distribution_credentials_id).not.toBe(first.distribution_credentials_id)
  })
})
