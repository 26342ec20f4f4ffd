import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { createClient } from '../../src/deepgram/client.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { type Answer, startApiServer } from '../helpers/api-server.ts'
import { errorOf } from '../helpers/thrown.ts'

const good: Answer = { body: {} }

async function clientFor(answers: Answer | readonly Answer[], timeoutSeconds = 20) {
  const { url, requests } = await startApiServer({ 'GET /list': answers })
  const debug: string[] = []
  const client = createClient({
    baseUrl: url,
    apiKey: 'key',
    timeoutSeconds,
    userAgent: 'dgsh/test',
    env: {},
    signal: new AbortController().signal,
    debug: (message) => debug.push(message),
  })
  return { requests, debug, answer: () => client.get({ path: ['list'], schema: v.object({}) }) }
}

describe('a failure that may pass', () => {
  it.each([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['429', { status: 429 }],
    ['a closed connection', 'close'],
  ] as const)('is tried again: %s', async (_, failure) => {
    const { answer, requests, debug } = await clientFor([failure, good])
    expect(await answer()).toEqual({})
    expect(requests).toHaveLength(2)
    expect(debug.join('\n')).toContain('retry 1')
  })

  it.each<[status: number, code: ErrorCode]>([
    [500, 'server_error'],
    [429, 'rate_limited'],
  ])('is told of after two retries: %i', async (status, code) => {
    const { answer, requests } = await clientFor({ status })
    expect((await errorOf(answer)).code).toBe(code)
    expect(requests).toHaveLength(3)
  })
})

describe('Retry-After', () => {
  it('is waited for when the time allows it', async () => {
    const { answer, requests } = await clientFor([{ status: 429, headers: { 'retry-after': '1' } }, good])
    expect(await answer()).toEqual({})
    expect(requests).toHaveLength(2)
  })

  it.each([429, 503])('is not waited for when it is longer than the time left (%i)', async (status) => {
    const { answer, requests } = await clientFor({ status, headers: { 'retry-after': '3600' } })
    expect((await errorOf(answer)).code).toBe(status === 429 ? 'rate_limited' : 'server_error')
    expect(requests).toHaveLength(1)
  })
})

describe('a failure that stays', () => {
  it.each([301, 400, 401, 403, 404, 409, 422])('is not tried again: %i', async (status) => {
    const { answer, requests } = await clientFor({ status })
    await errorOf(answer)
    expect(requests).toHaveLength(1)
  })
})

describe('the timeout', () => {
  it('ends the wait for a server that hangs', async () => {
    const { answer } = await clientFor('hang', 0.3)
    expect(await errorOf(answer)).toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ did not answer within 0\.3 s$/),
      hint: expect.stringContaining('--timeout'),
    })
  })

  it('is for all retries together', async () => {
    const { answer, requests } = await clientFor([{ status: 500 }, 'hang'], 1.5)
    expect((await errorOf(answer)).code).toBe('timeout')
    expect(requests).toHaveLength(2)
  })

  // Neither makes a whole number of milliseconds: 1.005 * 1000 is 1004.9999999999999.
  it.each([1.005, 2.0005])('may be any number of seconds: %d', async (seconds) => {
    const { answer } = await clientFor(good, seconds)
    expect(await answer()).toEqual({})
  })
})
