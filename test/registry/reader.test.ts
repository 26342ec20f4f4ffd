import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../src/registry/registry.ts'
import { sortTags, takeInTurn } from '../../src/registry/tags.ts'
import { type Answer, startApiServer } from '../helpers/api-server.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { listenOnLoopback } from '../helpers/loopback.ts'
import { SECRET } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const API = 'deepgram/self-hosted-api'
const LOGIN = { username: 'deepgram+1', secret: SECRET }
const FIRST = `GET /v2/${API}/tags/list?n=100`

function openReader(host: string, login = LOGIN) {
  const lines: string[] = []
  const registry = createRegistry({
    host,
    timeoutSeconds: 20,
    userAgent: 'dgsh/test',
    env: {},
    signal: new AbortController().signal,
    debug: (line) => lines.push(line),
  })
  return { reader: registry.readWith(login), lines }
}

/** A registry that wants no login. */
async function openRegistry(script: Readonly<Record<string, Answer | readonly Answer[]>>) {
  const { url, requests } = await startApiServer({ 'GET /v2/': { body: '{}' }, ...script })
  return { ...openReader(new URL(url).host), url, requests }
}

async function collect(pages: AsyncIterable<string[]>): Promise<string[][]> {
  const all: string[][] = []
  for await (const page of pages) all.push(page)
  return all
}

const tags = (names: unknown, link?: string): Answer => ({
  body: { name: API, tags: names },
  ...(link === undefined ? {} : { headers: { link: `<${link}>; rel="next"` } }),
})

describe('pages', () => {
  it('are followed by their Link header', async () => {
    const { reader } = await openRegistry({
      [FIRST]: tags(['a', 'b'], '/v2/other/path?last=b&x=%2F'),
      'GET /v2/other/path?last=b&x=%2F': tags([], '?last=c'),
      'GET /v2/other/path?last=c': tags(null),
    })
    expect(await collect(reader.pages(API))).toEqual([['a', 'b'], [], []])
  })

  it('are none for a repository that is not there', async () => {
    const { reader } = await openRegistry({ [FIRST]: { status: 404, body: '{"errors":[]}' } })
    expect(await collect(reader.pages(API))).toEqual([])
  })

  it('are asked for again when there were too many requests', async () => {
    const busy = { status: 429, headers: { 'retry-after': '0' } }
    const { reader } = await openRegistry({ [FIRST]: [busy, tags(['a'])] })
    expect(await collect(reader.pages(API))).toEqual([['a']])
  })

  it.each<[title: string, answer: Answer, expected: object]>([
    [
      'lead elsewhere',
      tags([], 'https://example.com/'),
      { code: 'invalid_response', message: /example\.com/ },
    ],
    ['lead to themselves', tags([], '?n=100'), { code: 'invalid_response', message: /in a circle/ }],
    ['are in another form', tags('x'), { code: 'invalid_response', message: /another form/ }],
    ['are a web page', { body: '<html>' }, { code: 'invalid_response', message: /another form/ }],
    ['are refused', { status: 403 }, { code: 'login_refused', message: /does not let deepgram\+1 pull/ }],
    ['are elsewhere', { status: 302 }, { code: 'invalid_response', message: /redirects/ }],
  ])(
    'are an error when they %s',
    async (_, answer, { code, message }: { code?: string; message?: RegExp }) => {
      const { reader } = await openRegistry({ [FIRST]: answer })
      const error = await errorOf(() => collect(reader.pages(API)))
      expect(error).toMatchObject({ code, message: expect.stringMatching(message ?? /./) })
    },
  )
})

it('pages are an error when they lead back to an earlier page', async () => {
  const { reader, requests } = await openRegistry({
    [FIRST]: tags([], '?last=b'),
    [`GET /v2/${API}/tags/list?last=b`]: tags([], '?last=c'),
    [`GET /v2/${API}/tags/list?last=c`]: tags([], '?last=b'),
  })
  expect(await errorOf(() => collect(reader.pages(API)))).toMatchObject({
    code: 'invalid_response',
    message: expect.stringMatching(/in a circle/),
  })
  expect(requests.length).toBeLessThan(8)
})

describe('a login', () => {
  const challenge = (realm: string) => ({
    status: 401,
    headers: { 'www-authenticate': `Bearer realm="${realm}"` },
  })
  const scope = `scope=repository%3A${API.replace('/', '%2F')}%3Apull`

  it('gets one token for a repository, and another when that is taken no longer', async () => {
    const tokens = await startApiServer({
      [`GET /token?${scope}`]: [{ body: { token: 'one' } }, { body: { token: 'two' } }],
    })
    const { url, requests } = await startApiServer({
      'GET /v2/': challenge(`${tokens.url}/token`),
      [FIRST]: [tags(['a']), { status: 401 }, tags(['b'])],
    })
    const { reader } = openReader(new URL(url).host)
    expect(await collect(reader.pages(API))).toEqual([['a']])
    expect(await collect(reader.pages(API))).toEqual([['b']])
    const sent = requests.map(({ headers }) => headers.authorization)
    expect(sent).toEqual([undefined, 'Bearer one', 'Bearer one', 'Bearer two'])
  })

  it('is refused in the words of the registry', async () => {
    const { registry } = await startTestSandbox()
    const { reader } = openReader(registry)
    expect(await errorOf(() => reader.digestOf(API, 'x'))).toMatchObject({
      code: 'login_refused',
      message: expect.stringMatching(/no such credential .*Could not find robot/),
    })
  })

  it('goes to the registry itself where that wants it', async () => {
    const basic = { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
    const { reader, requests } = await openRegistry({ 'GET /v2/': basic, [FIRST]: tags(['a']) })
    await collect(reader.pages(API))
    expect(requests[1]?.headers.authorization).toMatch(/^Basic /)
  })
})

const DIGEST = `sha256:${'a'.repeat(64)}`
const CONFIG = `sha256:${'c'.repeat(64)}`
const MANIFEST = `/v2/${API}/manifests/x`
const BLOB = `/v2/${API}/blobs/${CONFIG}`
const headers = { 'docker-content-digest': DIGEST }
const image = { body: { config: { digest: CONFIG } }, headers }
const created = '2026-10-09T09:00:00Z'

describe('digestOf', () => {
  it('asks by HEAD, and accepts every form of manifest', async () => {
    const { reader, requests } = await openRegistry({ [`HEAD ${MANIFEST}`]: { headers } })
    expect(await reader.digestOf(API, 'x')).toBe(DIGEST)
    expect(requests.at(-1)?.headers.accept).toMatch(/oci.*index.*docker.*list/)
  })

  it('makes it from the manifest where the registry does not tell', async () => {
    const { reader } = await openRegistry({ [`HEAD ${MANIFEST}`]: {}, [`GET ${MANIFEST}`]: { body: 'abc' } })
    // The example of FIPS 180.
    expect(await reader.digestOf(API, 'x')).toMatch(/^sha256:ba7816bf/)
  })

  it('is undefined for what is not there', async () => {
    const { reader } = await openRegistry({ [`HEAD ${MANIFEST}`]: { status: 404 } })
    expect(await reader.digestOf(API, 'x')).toBeUndefined()
  })
})

describe('factsOf', () => {
  it('reads the config once for all tags of an image', async () => {
    const { reader } = await openRegistry({
      [`GET ${MANIFEST}`]: image,
      [`GET ${BLOB}`]: [{ body: { created } }],
    })
    const facts = { digest: DIGEST, created }
    expect(await Promise.all([reader.factsOf(API, 'x'), reader.factsOf(API, 'x')])).toEqual([facts, facts])
  })

  it("reads the first platform's of an index", async () => {
    const first = `sha256:${'b'.repeat(64)}`
    const { reader } = await openRegistry({
      [`GET ${MANIFEST}`]: { body: { manifests: [{ digest: first }] }, headers },
      [`GET /v2/${API}/manifests/${first}`]: { body: { config: { digest: CONFIG } } },
      [`GET ${BLOB}`]: { body: { created } },
    })
    expect(await reader.factsOf(API, 'x')).toEqual({ digest: DIGEST, created })
  })

  it('follows a redirect at the registry itself, without the login', async () => {
    const basic = { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } }
    const { reader, requests } = await openRegistry({
      'GET /v2/': basic,
      [`GET ${MANIFEST}`]: image,
      [`GET ${BLOB}`]: { status: 307, headers: { location: '/data?signature=1' } },
      'GET /data?signature=1': { body: { created } },
    })
    expect(await reader.factsOf(API, 'x')).toEqual({ digest: DIGEST, created })
    expect(requests.at(-1)?.headers.authorization).toBeUndefined()
  })

  it.each<[title: string, blob: Answer]>([
    ['lies elsewhere', { status: 302, headers: { location: 'https://example.com/x' } }],
    ['is not there', { status: 404 }],
    ['is refused', { status: 403 }],
    ['is no config', { body: 'x' }],
    ['fails', { status: 501 }],
  ])('does without the time where the config %s', async (_, blob) => {
    const { reader, lines } = await openRegistry({ [`GET ${MANIFEST}`]: image, [`GET ${BLOB}`]: blob })
    expect(await reader.factsOf(API, 'x')).toEqual({ digest: DIGEST, created: undefined })
    expect(lines.join('\n')).not.toContain(SECRET)
  })
})

describe('30 pages of 100 tags', () => {
  const PADDING = ' '.repeat(500_000)

  /** Pages of tags with half a megabyte of white space each: who keeps a page shows. */
  async function startPages(count: number): Promise<string> {
    const server = createServer((request, response) => {
      const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 1)
      const names = Array.from({ length: 100 }, (_, index) => `1.${page}.${index}`)
      const link = page < count ? { link: `<?page=${page + 1}>; rel="next"` } : {}
      response.writeHead(200, { 'content-type': 'application/json', ...link })
      response.write(PADDING)
      response.end(request.url === '/v2/' ? '{}' : JSON.stringify({ tags: names }))
    })
    return `127.0.0.1:${await listenOnLoopback(server)}`
  }

  it('are read in memory for one', async () => {
    setFlagsFromString('--expose-gc')
    const collectGarbage = runInNewContext('gc') as () => void
    const measure = () => {
      collectGarbage()
      return process.memoryUsage().heapUsed
    }
    const { reader } = openReader(await startPages(30))
    const heap: number[] = []
    const measured = async function* () {
      for await (const page of reader.pages(API)) {
        yield page
        heap.push(measure())
      }
    }
    const tags = await sortTags(measured())
    expect(heap).toHaveLength(30)
    // 25 pages kept would be more than 12 MB.
    expect((heap[29] ?? 0) - (heap[4] ?? 0)).toBeLessThan(4_000_000)
    expect(takeInTurn(tags, ['version'], 2).map(({ name }) => name)).toEqual(['1.30.99', '1.30.98'])
  })
})
