import { createServer } from 'node:http'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createHttpClient } from '../../src/http/client.ts'
import type { Method } from '../../src/http/effect.ts'
import { LARGEST_ANSWER } from '../../src/http/request-once.ts'
import { listenOnLoopback } from '../helpers/loopback.ts'
import { ENDLESS_ANSWERS, startRawServer } from '../helpers/raw-server.ts'
import { errorOf } from '../helpers/thrown.ts'

async function send(host: string, method: Method = 'GET', timeoutSeconds = 20) {
  const client = createHttpClient({
    timeoutSeconds,
    userAgent: 'dgsh/test',
    env: {},
    signal: new AbortController().signal,
    debug: () => {},
    peer: { unreachable: 'unreachable', setting: 'x' },
  })
  const json = method === 'POST' ? {} : undefined
  return client.send({ method, url: new URL(`http://${host}/`), headers: {}, json })
}

async function serve(body: Buffer, encoding?: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, encoding === undefined ? {} : { 'content-encoding': encoding }).end(body)
  })
  return `127.0.0.1:${await listenOnLoopback(server)}`
}

const huge = Buffer.alloc(LARGEST_ANSWER + 1, ' ')
const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

describe('an answer that is too large', () => {
  it.each<[what: string, body: () => Buffer, encoding?: string]>([
    ['as it is', () => huge],
    ['gzip', () => gzipSync(huge), 'gzip'],
    ['deflate', () => deflateSync(huge), 'deflate'],
    ['br', () => brotliCompressSync(huge, fast), 'br'],
  ])('is refused: %s', async (_, body, encoding) => {
    const host = await serve(body(), encoding)
    expect(await errorOf(() => send(host))).toMatchObject({
      code: 'invalid_response',
      message: expect.stringContaining('more than 64 MB'),
    })
  })

  it('is read up to the limit', async () => {
    const host = await serve(gzipSync(huge.subarray(1)), 'gzip')
    expect((await send(host)).body).toHaveLength(LARGEST_ANSWER)
  })

  it('costs no memory beyond the limit, however much it stands for', async () => {
    // A gigabyte: each member of the gzip file stands for the whole of it once more.
    const host = await serve(Buffer.concat(Array(16).fill(gzipSync(huge))), 'gzip')
    const before = process.memoryUsage().rss
    await errorOf(() => send(host))
    expect(process.memoryUsage().rss - before).toBeLessThan(6 * LARGEST_ANSWER)
  })

  it('may have had its effect', async () => {
    const host = await serve(huge)
    expect(await errorOf(() => send(host, 'POST'))).toMatchObject({ mayHaveHappened: true })
  })
})

describe.each(Object.entries(ENDLESS_ANSWERS))('a server that %s', (_, answer) => {
  it.each<Method>(['GET', 'HEAD', 'POST', 'DELETE'])('ends a %s in an error', async (method) => {
    const host = await startRawServer(answer)
    // What a HEAD is answered with has no body, so that this is an answer.
    const outcome = await send(host, method, 0.4).catch((error: unknown) => error)
    if (method !== 'HEAD') expect(outcome).toBeInstanceOf(Error)
    if (outcome instanceof Error)
      expect(outcome).toMatchObject({ mayHaveHappened: method === 'POST' || method === 'DELETE' })
  })
})
