import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { DgshError, type ErrorCode } from '../../src/errors.ts'
import { apiContext } from '../helpers/api-context.ts'
import type { Answer } from '../helpers/api-server.ts'
import { type TestSetup, testContext } from '../helpers/context.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { closedPort } from '../helpers/loopback.ts'
import {
  API_KEY,
  CREDENTIALS_PATH,
  credential,
  idOf,
  listEntry,
  PROJECT_ID,
  SECRET,
} from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const ROUTE = `POST ${CREDENTIALS_PATH}?provider=quay&scopes=self-hosted%3Aproduct%3Aapi&scopes=self-hosted%3Aproduct%3Aengine`
const WANTED = {
  provider: 'quay',
  comment: 'Number 1',
  scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
  tags: ['production'],
}

const nested = listEntry(1) as { member: object; distribution_credentials: object }
const bare = nested.distribution_credentials
const { owner: _, ...withoutOwner } = credential(1)
const unowned = { ...withoutOwner, owner: { member_id: undefined, email: undefined } }

async function creating(answers: Answer | readonly Answer[], setup: TestSetup = {}) {
  const made = await apiContext({ [ROUTE]: answers }, { flags: { debug: true }, ...setup })
  const api = await made.context.remote.api()
  return { ...made, create: () => api.createCredential(PROJECT_ID, WANTED) }
}

describe('what is sent to create', () => {
  it('is said in the body and in the query', async () => {
    const { create, requests } = await creating({ body: { ...bare, secret: SECRET } })
    await create()
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual(WANTED)
    expect(requests[0]?.headers['content-type']).toBe('application/json')
  })

  it('leaves tags out when there are none', async () => {
    const { context, requests } = await apiContext({
      [`POST ${CREDENTIALS_PATH}?provider=quay`]: { body: { ...bare, secret: SECRET } },
    })
    await (await context.remote.api()).createCredential(PROJECT_ID, { ...WANTED, scopes: [], tags: [] })
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ provider: 'quay', comment: 'Number 1', scopes: [] })
  })
})

describe('an answer to create that is not to be believed', () => {
  it('has an id in upper case: it is the same in lower case, and so that of a credential that exists', async () => {
    const body = {
      ...bare,
      distribution_credentials_id: 'ABCDEF01-1111-4111-8111-111111111111',
      secret: SECRET,
    }
    const { create } = await creating({ body })
    expect((await create()).credential.id).toBe('abcdef01-1111-4111-8111-111111111111')
  })

  it('has the API key for a secret: it would be sent to the registry', async () => {
    const { create } = await creating({ body: { ...bare, secret: API_KEY } })
    expect((await create()).secret).toBeUndefined()
  })

  it('has the API key for an id', async () => {
    const { create } = await creating({
      body: { ...bare, distribution_credentials_id: API_KEY, secret: SECRET },
    })
    const error = await errorOf(create)
    expect(error).toMatchObject({ code: 'invalid_response', mayHaveHappened: true })
  })
})

describe('a good answer to create', () => {
  const id = idOf(1)
  it.each<[reason: string, body: object, created: object]>([
    [
      'bare',
      { ...bare, username: `deepgram+${id}`, secret: SECRET },
      { credential: unowned, secret: SECRET },
    ],
    [
      'nested, with the secret inside',
      { ...nested, distribution_credentials: { ...bare, secret: SECRET } },
      { credential: credential(1), secret: SECRET },
    ],
    [
      'nested, with the secret beside',
      { ...nested, secret: SECRET },
      { credential: credential(1), secret: SECRET },
    ],
    ['nested, without secret', nested, { credential: credential(1), secret: undefined }],
    [
      'flat, with a member',
      { ...bare, member: nested.member },
      { credential: credential(1), secret: undefined },
    ],
    ['with an empty secret', { ...bare, secret: '' }, { credential: unowned, secret: undefined }],
    [
      'with another username',
      { ...bare, username: 'robot', secret: SECRET },
      { credential: unowned, secret: SECRET },
    ],
    [
      'with hardly anything but the secret',
      { distribution_credentials_id: id, secret: SECRET },
      { credential: { ...unowned, scopes: [], tags: [], comment: undefined, created: '' }, secret: SECRET },
    ],
    [
      'with fields of other kinds',
      {
        distribution_credentials_id: id,
        secret: SECRET,
        scopes: 'api',
        tags: {},
        comment: 1,
        created: 2,
        member: 3,
      },
      { credential: { ...unowned, scopes: [], tags: [], comment: undefined, created: '' }, secret: SECRET },
    ],
  ])('may be %s', async (_, body, created) => {
    const { create, stderr } = await creating({ status: 201, body })
    expect(await create()).toEqual(created)
    expect(stderr()).not.toContain(SECRET)
  })
})

describe('a create that fails', () => {
  const half = `{"distribution_credentials_id":"${idOf(1)}","secret":"${SECRET}`
  it.each<[reason: string, answer: Answer, code: ErrorCode, mayHaveHappened: boolean]>([
    ['400', { status: 400, body: 'Json deserialize error' }, 'failed', false],
    ['401', { status: 401 }, 'api_key_refused', false],
    ['403', { status: 403 }, 'not_permitted', false],
    ['404', { status: 404, body: { err_code: 'PROJECT_NOT_FOUND' } }, 'project_not_found', false],
    ["a proxy's 404", { status: 404 }, 'invalid_response', false],
    ['408 of a gateway', { status: 408 }, 'failed', true],
    ['499 of a gateway', { status: 499 }, 'failed', true],
    ['a redirect', { status: 303, headers: { location: '/' } }, 'invalid_response', true],
    ['500', { status: 500 }, 'server_error', true],
    ['502', { status: 502, body: '<html>' }, 'server_error', true],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '0' } }, 'server_error', true],
    ['a closed connection', 'close', 'unreachable', true],
    ['an answer that ends in the middle', { truncated: half }, 'unreachable', true],
    ['half an object', { body: half }, 'invalid_response', true],
    ['an empty answer', { status: 201, body: '' }, 'invalid_response', true],
    ['a web page', { body: '<html>' }, 'invalid_response', true],
    ['a list', { body: [{ secret: SECRET }] }, 'invalid_response', true],
    ['no id', { body: { secret: SECRET } }, 'invalid_response', true],
    [
      'an id that is none',
      { body: { distribution_credentials_id: SECRET.slice(0, 9).concat(' '), secret: SECRET } },
      'invalid_response',
      true,
    ],
    [
      'an answer that cannot be unpacked',
      { headers: { 'content-encoding': 'gzip' }, body: half },
      'invalid_response',
      true,
    ],
  ])(
    'is not repeated, and says whether it may have happened: %s',
    async (_, answer, code, mayHaveHappened) => {
      const { create, requests, stderr } = await creating(answer)
      const error = await errorOf(create)
      expect(error).toMatchObject({ code, mayHaveHappened })
      expect(requests).toHaveLength(1)
      const told = inspect(error, { depth: null, showHidden: true }) + stderr()
      expect(told).not.toContain(SECRET.slice(0, 9))
    },
  )

  it('may have happened when the time is up', async () => {
    const { create } = await creating('hang', { flags: { timeout: '0.3' } })
    expect(await errorOf(create)).toMatchObject({ code: 'timeout', mayHaveHappened: true })
  })

  it('is repeated after 429, which says that it was not done', async () => {
    const { create, requests } = await creating([
      { status: 429, headers: { 'retry-after': '0' } },
      { body: { ...bare, secret: SECRET } },
    ])
    expect((await create()).secret).toBe(SECRET)
    expect(requests).toHaveLength(2)
  })

  it('has not happened after 429 only', async () => {
    const { create, requests } = await creating({ status: 429, headers: { 'retry-after': '0' } })
    expect(await errorOf(create)).toMatchObject({ code: 'rate_limited', mayHaveHappened: false })
    expect(requests).toHaveLength(3)
  })

  it('is repeated where nobody was reached, and has not happened then', async () => {
    const { context, stderr } = await apiContext(
      {},
      { flags: { debug: true }, env: { DGSH_API_URL: `http://127.0.0.1:${await closedPort()}` } },
    )
    const api = await context.remote.api()
    expect(await errorOf(() => api.createCredential(PROJECT_ID, WANTED))).toMatchObject({
      code: 'unreachable',
      mayHaveHappened: false,
    })
    expect(stderr()).toContain('ECONNREFUSED, retry 2')
  })
})

describe('an interruption of create', () => {
  const reason = new DgshError('interrupted', 'interrupted')

  it('says that it may have happened once the request is out', async () => {
    const controller = new AbortController()
    const { create, requests } = await creating('hang', { signal: controller.signal })
    const failing = errorOf(create)
    await expect.poll(() => requests.length).toBe(1)
    controller.abort(reason)
    expect(await failing).toMatchObject({
      code: 'interrupted',
      message: 'interrupted',
      mayHaveHappened: true,
    })
  })

  it('says that it has not when nothing was sent', async () => {
    const controller = new AbortController()
    const { context } = await apiContext({}, { signal: controller.signal })
    const api = await context.remote.api()
    controller.abort(reason)
    expect(await errorOf(() => api.createCredential(PROJECT_ID, WANTED))).toBe(reason)
  })
})

describe('create at the sandbox', () => {
  const open = async (options: Parameters<typeof startTestSandbox>[0] = {}) => {
    const { apiUrl, apiKey, projectId } = await startTestSandbox(options)
    const { context } = testContext({ env: { DGSH_API_URL: apiUrl, DEEPGRAM_API_KEY: apiKey } })
    return { projectId, api: await context.remote.api() }
  }

  it('gives what the list then has, with its secret; and it can be deleted once', async () => {
    const { projectId, api } = await open()
    const { credential: created, secret } = await api.createCredential(projectId, WANTED)
    expect(secret).toMatch(/^[A-Z0-9]{64}$/)
    expect(created).toMatchObject({ scopes: WANTED.scopes, tags: WANTED.tags, comment: WANTED.comment })
    const listed = await api.getCredential(projectId, created.id)
    expect({ ...listed, owner: created.owner }).toEqual(created)
    expect(await api.deleteCredential(projectId, created.id)).toBe('deleted')
    expect(await errorOf(() => api.deleteCredential(projectId, created.id))).toMatchObject({
      code: 'credential_not_found',
    })
  })

  it.each(['drop', 'fail'] as const)('is done once, though the answer does not come: %s', async (fate) => {
    const { projectId, api } = await open({
      intercept: ({ phase, method }) => (phase === 'acted' && method === 'POST' ? fate : 'pass'),
    })
    const before = await api.listCredentials(projectId)
    const error = await errorOf(() => api.createCredential(projectId, WANTED))
    expect(error.mayHaveHappened).toBe(true)
    expect(await api.listCredentials(projectId)).toHaveLength(before.length + 1)
  })
})
