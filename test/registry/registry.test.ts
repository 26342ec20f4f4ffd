import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { repositoriesOf } from '../../src/registry/images.ts'
import { createRegistry } from '../../src/registry/registry.ts'
import { type Answer, startApiServer } from '../helpers/api-server.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { closedPort } from '../helpers/loopback.ts'
import { SECRET } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const LOGIN = { username: 'deepgram+1', secret: SECRET }
const ENCODED = Buffer.from(`deepgram+1:${SECRET}`).toString('base64')
const [API, BILLING] = ['deepgram/self-hosted-api', 'deepgram/self-hosted-billing']
const SCOPES = `scope=repository%3A${API.replace('/', '%2F')}%3Apull&scope=repository%3A${BILLING.replace('/', '%2F')}%3Apull`

function openRegistry(host: string, timeoutSeconds = 20) {
  const lines: string[] = []
  const registry = createRegistry({
    host,
    timeoutSeconds,
    userAgent: 'dgsh/test',
    env: {},
    signal: new AbortController().signal,
    debug: (line) => lines.push(line),
  })
  return {
    lines,
    ask: (repositories = [API, BILLING], login = LOGIN) => registry.askAccess({ ...login, repositories }),
  }
}

/** A registry with a token endpoint of its own, and what the token endpoint answers. */
async function tokenRegistry(token: Answer | readonly Answer[], timeoutSeconds?: number) {
  const tokens = await startApiServer({ [`GET /token?a=b&service=the+registry&${SCOPES}`]: token })
  const challenge = `Bearer service="the registry",realm="${tokens.url}/token?a=b#x"`
  const { url, requests } = await startApiServer({
    'GET /v2/': { status: 401, headers: { 'www-authenticate': challenge } },
  })
  return { ...openRegistry(new URL(url).host, timeoutSeconds), requests, tokenRequests: tokens.requests }
}

/** A registry that answers the first request so, and nothing else. */
async function registryThat(answer: Answer) {
  const { url, requests } = await startApiServer({ 'GET /v2/': answer })
  return { ...openRegistry(new URL(url).host), requests }
}

const jwt = (access: unknown) => `e30.${Buffer.from(JSON.stringify({ access })).toString('base64url')}.x`

describe("askAccess at the sandbox's registry", () => {
  it('tells which images the login may pull', async () => {
    const { registry, credentialId, secret } = await startTestSandbox()
    const login = { username: `deepgram+${credentialId}`, secret }
    const { ask } = openRegistry(registry)
    const all = repositoriesOf(['self-hosted:products'])
    expect(await ask(all, login)).toEqual({
      login: 'accepted',
      pulls: new Map(all.map((name) => [name, /-(?:api|engine)$/.test(name)])),
    })
    expect(await ask([], login)).toEqual({ login: 'accepted', pulls: new Map() })
  })

  it('tells why a login is refused', async () => {
    const { registry, credentialId } = await startTestSandbox()
    const { ask } = openRegistry(registry)
    expect(await ask([API], { username: `deepgram+${credentialId}`, secret: SECRET })).toEqual({
      login: 'refused',
      reason: 'wrong-secret',
      message: `Could not find robot with username: deepgram+${credentialId} and supplied password.`,
    })
    expect(await ask([API], LOGIN)).toMatchObject({ login: 'refused', reason: 'deleted' })
    expect(await ask([API], { username: 'somebody', secret: SECRET })).toMatchObject({ reason: 'rejected' })
  })
})

describe('askAccess', () => {
  const both = (pull: boolean | undefined, other: boolean | undefined) =>
    new Map([
      [API, pull],
      [BILLING, other],
    ])

  it('sends the login to the token endpoint only, and asks once how to log in', async () => {
    const access = [{ type: 'repository', name: API, actions: ['pull'] }]
    const { ask, requests, tokenRequests } = await tokenRegistry({ body: { token: jwt(access) } })
    expect(await ask()).toEqual({ login: 'accepted', pulls: both(true, false) })
    await ask()
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined])
    expect(tokenRequests.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${ENCODED}`,
      `Basic ${ENCODED}`,
    ])
  })

  it('does not guess from a token that tells nothing', async () => {
    const { ask } = await tokenRegistry({ body: { access_token: 'opaque' } })
    expect(await ask()).toEqual({ login: 'accepted', pulls: both(undefined, undefined) })
  })

  it('takes a registry that needs no login', async () => {
    const { ask, requests } = await registryThat({ body: '{}' })
    expect(await ask()).toEqual({ login: 'accepted', pulls: both(undefined, undefined) })
    expect(requests[0]?.headers.authorization).toBeUndefined()
  })

  it.each<[reason: string, answer: Answer, expected: object]>([
    ['accepts', { body: '{}' }, { login: 'accepted', pulls: both(undefined, undefined) }],
    ['refuses', { status: 401, body: 'no' }, { login: 'refused', reason: 'rejected', message: 'no' }],
  ])('takes a registry that wants the login itself, and %s', async (_, answer, expected) => {
    const headers = { 'www-authenticate': 'Basic realm="mine"' }
    const { url, requests } = await startApiServer({ 'GET /v2/': [{ status: 401, headers }, answer] })
    expect(await openRegistry(new URL(url).host).ask()).toEqual(expected)
    expect(requests[1]?.headers.authorization).toBe(`Basic ${ENCODED}`)
  })

  it('asks again after a failure that passes', async () => {
    const { ask } = await tokenRegistry([
      { status: 503 },
      { status: 429, headers: { 'retry-after': '0' } },
      { body: { token: 'opaque' } },
    ])
    expect(await ask()).toMatchObject({ login: 'accepted' })
  })
})

describe('a registry that says nothing about the login', () => {
  const challenge = (header: string) => ({ status: 401, headers: { 'www-authenticate': header } })

  it.each<[reason: string, answer: Answer, code: ErrorCode, message: RegExp]>([
    ['429', { status: 429, headers: { 'retry-after': '0' } }, 'rate_limited', /too many requests/],
    ['500', { status: 500 }, 'server_error', /failed with status 500/],
    [
      'a redirect',
      { status: 307, headers: { location: 'https://quay.io/' } },
      'invalid_response',
      /redirects/,
    ],
    ['400', { status: 400, body: 'no' }, 'invalid_response', /as a registry: it answers with status 400/],
    ['no token', { body: {} }, 'invalid_response', /without a token/],
    ['a web page', { body: '<html>' }, 'invalid_response', /^a web page answers in place of/],
    [
      "a filter's page",
      { status: 403, body: '<!DOCTYPE html>\n' },
      'invalid_response',
      /^a web page answers/,
    ],
    ['a page with 401', { status: 401, body: ' <HTML>no' }, 'invalid_response', /^a web page answers/],
    ['a closed connection', 'close', 'registry_unreachable', /closed the connection/],
    ['no answer', 'hang', 'timeout', /did not answer within 2 s/],
  ])('is an error that holds no secret: %s from the token endpoint', async (_, answer, code, message) => {
    const { ask, lines } = await tokenRegistry(answer, 2)
    const error = await errorOf(ask)
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
    const told = [inspect(error, { depth: null, showHidden: true }), error.stack, ...lines].join('\n')
    expect(told).not.toContain(SECRET)
    expect(told).not.toContain(ENCODED)
  })

  it.each<[reason: string, answer: Answer, code: ErrorCode, message: RegExp]>([
    ['404', { status: 404 }, 'invalid_response', /does not behave as a registry/],
    ['503', { status: 503 }, 'server_error', /status 503/],
    ['a page', { status: 200, body: '<html>' }, 'invalid_response', /^a web page answers in place of/],
    ["a filter's page", { status: 403, body: '<!doctype html>' }, 'invalid_response', /^a web page answers/],
    ['no challenge', { status: 401 }, 'invalid_response', /does not say how to log in/],
    ['another challenge', challenge('Negotiate'), 'invalid_response', /does not say how to log in/],
    ['no realm', challenge('Bearer service="x"'), 'invalid_response', /where to get a token/],
    ['half a realm', challenge('Bearer realm="/v2/auth"'), 'invalid_response', /where to get a token/],
    [
      'a plain realm',
      challenge('Bearer realm="http://quay.io/v2/auth"'),
      'invalid_response',
      /over https only/,
    ],
    ['a strange realm', challenge('Bearer realm="ftp://127.0.0.1/"'), 'invalid_response', /over https only/],
  ])('is an error: %s from the registry', async (_, answer, code, message) => {
    const { ask, requests } = await registryThat(answer)
    expect(await errorOf(ask)).toMatchObject({ code, message: expect.stringMatching(message) })
    expect(requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
  })

  it('is an error that names the registry when nobody is there', async () => {
    expect(await errorOf(openRegistry(`127.0.0.1:${await closedPort()}`).ask)).toMatchObject({
      code: 'registry_unreachable',
      hint: 'check the network, HTTPS_PROXY and the registry: dgsh config get registry',
    })
  })

  it('does not send the login where a redirect of the token endpoint leads', async () => {
    const elsewhere = await startApiServer({})
    const { ask } = await tokenRegistry({ status: 302, headers: { location: elsewhere.url } })
    await errorOf(ask)
    expect(elsewhere.requests).toEqual([])
  })
})
