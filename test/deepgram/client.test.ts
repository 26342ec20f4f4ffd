import { inspect } from 'node:util'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { type ClientOptions, createClient } from '../../src/deepgram/client.ts'
import { DgshError } from '../../src/errors.ts'
import { startApiServer } from '../helpers/api-server.ts'
import { closedPort } from '../helpers/loopback.ts'
import { API_KEY } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const schema = v.object({ list: v.array(v.object({ name: v.string() })) })
const good = { body: { list: [{ name: 'one' }] } }

function options(baseUrl: string, changes: Partial<ClientOptions> = {}): ClientOptions {
  return {
    baseUrl,
    apiKey: API_KEY,
    timeoutSeconds: 20,
    userAgent: 'dgsh/test',
    env: {},
    signal: new AbortController().signal,
    debug: () => {},
    now: () => new Date(),
    ...changes,
  }
}

async function get(script: Parameters<typeof startApiServer>[0], changes: Partial<ClientOptions> = {}) {
  const server = await startApiServer(script)
  const client = createClient(options(server.url, changes))
  return { ...server, answer: () => client.get({ path: ['list'], schema }) }
}

describe('a good answer', () => {
  it('is given as checked data', async () => {
    const { answer, requests } = await get({ 'GET /list': good })
    expect(await answer()).toEqual(good.body)
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Token ${API_KEY}`,
      'user-agent': 'dgsh/test',
      accept: 'application/json',
    })
  })

  it('may come under a base URL with a path', async () => {
    const { url } = await startApiServer({ 'GET /base/list': good })
    expect(await createClient(options(`${url}/base`)).get({ path: ['list'], schema })).toEqual(good.body)
  })

  it('is asked for with the path encoded, so that no segment can change the request', async () => {
    const { url } = await startApiServer({ 'GET /a%2Fb/%3Fc%3Dd/e%20f/%E6%9D%B1': good })
    const client = createClient(options(url))
    expect(await client.get({ path: ['a/b', '?c=d', 'e f', '東'], schema })).toEqual(good.body)
  })
})

describe('an answer that is not understood', () => {
  it.each([
    ['a web page', '<!doctype html><title>Sign in</title>', /answered a web page/, /proxy or a sign-in page/],
    ['JSON that ends in the middle', '{"list":[{"na', /not complete JSON/, /try again/],
    ['nothing', '', /not complete JSON/, /try again/],
    [
      'another shape',
      '{"list":[{"name":"one"},{"name":2}]}',
      /\/list in a form .* \(at list\.1\.name\)$/,
      /newer dgsh/,
    ],
    ['another shape at the top', '[]', /in a form that dgsh does not understand \(at list\)$/, /API URL/],
  ])('is told of: %s', async (_, body, message, hint) => {
    const { answer } = await get({ 'GET /list': { body } })
    expect(await errorOf(answer)).toMatchObject({
      code: 'invalid_response',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })

  it('is a redirect, which is not followed: the key is for this host only', async () => {
    const elsewhere = await startApiServer({})
    const { answer } = await get({ 'GET /list': { status: 302, headers: { location: elsewhere.url } } })
    expect(await errorOf(answer)).toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('redirects elsewhere'),
    })
    expect(elsewhere.requests).toEqual([])
  })
})

describe('what is thrown', () => {
  const failures: [reason: string, script: Parameters<typeof startApiServer>[0], seconds: number][] = [
    ['a refused key', { 'GET /list': { status: 401, body: 'no' } }, 20],
    ['a failing server', { 'GET /list': { status: 500, body: 'no' } }, 20],
    ['a web page', { 'GET /list': { body: '<html>' } }, 20],
    ['another shape', { 'GET /list': { body: '[]' } }, 20],
    ['a hanging server', { 'GET /list': 'hang' }, 0.2],
    ['a closed connection', { 'GET /list': 'close' }, 20],
    ['an answer that ends in the middle', { 'GET /list': { truncated: '{"list":[' } }, 20],
  ]
  it.each(failures)('holds no API key, in whatever form: %s', async (_, script, timeoutSeconds) => {
    const lines: string[] = []
    const { answer } = await get(script, { timeoutSeconds, debug: (message) => lines.push(message) })
    const error = await errorOf(answer)
    const forms = [
      inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      JSON.stringify(error),
      error.stack,
      ...lines,
    ]
    expect(forms.join('\n')).not.toContain(API_KEY)
    expect(error.cause).toBeUndefined()
  })

  it('tells of a host that refuses the connection', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`
    const client = createClient(options(url))
    const error = await errorOf(() => client.get({ path: ['list'], schema }))
    expect(error).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('refuses the connection'),
    })
  })

  it("is the interruption's own reason when the signal is aborted", async () => {
    const controller = new AbortController()
    const { answer, firstRequest } = await get({ 'GET /list': 'hang' }, { signal: controller.signal })
    const reason = new DgshError('interrupted', 'interrupted')
    const asked = expect(answer()).rejects.toBe(reason)
    await firstRequest
    controller.abort(reason)
    await asked
  })
})
