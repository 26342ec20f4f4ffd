import { describe, expect, it } from 'vitest'
import { createHttpClient } from '../../src/http/client.ts'
import { type Answer, startApiServer } from '../helpers/api-server.ts'
import { errorOf } from '../helpers/thrown.ts'

const good: Answer = { body: {} }

async function clientFor(answers: Answer | readonly Answer[], timeoutSeconds = 20) {
  const { url, requests } = await startApiServer({ 'GET /list': answers })
  const debug: string[] = []
  const client = createHttpClient({
    timeoutSeconds,
    userAgent: 'dgsh/test',
    env: {},
    signal: new AbortController().signal,
    debug: (message) => debug.push(message),
    peer: { unreachable: 'unreachable', setting: 'the API URL' },
  })
  const request = { method: 'GET', url: new URL(`${url}/list`), headers: {} } as const
  return { requests, debug, answer: () => client.send(request) }
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
    expect(await answer()).toMatchObject({ status: 200, body: '{}' })
    expect(requests).toHaveLength(2)
    expect(debug.join('\n')).toContain('retry 1')
  })

  it.each([500, 429])('is the answer after two retries: %i', async (status) => {
    const { answer, requests } = await clientFor({ status })
    expect((await answer()).status).toBe(status)
    expect(requests).toHaveLength(3)
  })
})

describe('Retry-After', () => {
  it('is waited for when the time allows it', async () => {
    const { answer, requests } = await clientFor([{ status: 429, headers: { 'retry-after': '1' } }, good])
    expect(await answer()).toMatchObject({ status: 200, body: '{}' })
    expect(requests).toHaveLength(2)
  })

  it.each([429, 503])('is not waited for when it is longer than the time left (%i)', async (status) => {
    const { answer, requests } = await clientFor({ status, headers: { 'retry-after': '3600' } })
    expect((await answer()).status).toBe(status)
    expect(requests).toHaveLength(1)
  })
})

describe('a failure that stays', () => {
  it.each([301, 400, 401, 403, 404, 409, 422])('is not tried again: %i', async (status) => {
    const { answer, requests } = await clientFor({ status })
    expect((await answer()).status).toBe(status)
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
    expect(await answer()).toMatchObject({ status: 200, body: '{}' })
  })
})
