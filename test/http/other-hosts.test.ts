import type { ServerResponse } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApi, type DeepgramApi } from '../../src/deepgram/api.ts'
import { DgshError } from '../../src/errors.ts'
import { createRegistry, type Registry } from '../../src/registry/registry.ts'
import {
  type OtherHost,
  REDIRECTS,
  startOtherHost,
  startServer,
  waysToAnotherHost,
} from '../helpers/other-host.ts'
import { API_KEY, idOf, PROJECT_ID, SECRET } from '../helpers/samples.ts'

const OPTIONS = {
  timeoutSeconds: 20,
  userAgent: 'dgsh/test',
  env: {},
  signal: new AbortController().signal,
  debug: () => {},
  now: () => new Date(),
}

/** What a server answers to one kind of request, to send its client elsewhere. */
type Detour = (response: ServerResponse, way: string) => void

const redirectWith =
  (status: number): Detour =>
  (response, way) =>
    response.writeHead(status, { location: way }).end()

let other: OtherHost
beforeAll(async () => {
  other = await startOtherHost()
})

/** Does something that may fail as the world does, and never as a bug does. */
async function endure(action: () => Promise<unknown>): Promise<void> {
  try {
    await action()
  } catch (error) {
    if (!(error instanceof DgshError)) throw error
  }
}

/** No login has reached the other host. */
function expectNoLogin(): void {
  expect(other.requests.filter(({ login }) => login !== undefined)).toEqual([])
}

const NEW = { provider: 'quay', comment: 'new', scopes: ['self-hosted:product:api'], tags: [] }

const API_CALLS: Readonly<Record<string, (api: DeepgramApi) => Promise<unknown>>> = {
  'the projects (auth login, auth status, projects list)': (api) => api.listProjects(),
  'the list': (api) => api.listCredentials(PROJECT_ID),
  'one credential': (api) => api.getCredential(PROJECT_ID, idOf(1)),
  'a creation': (api) => api.createCredential(PROJECT_ID, NEW),
  'a look whether one is listed': (api) => api.isListed(PROJECT_ID, idOf(1)),
  'a deletion': (api) => api.deleteCredential(PROJECT_ID, idOf(1)),
  'the members': (api) => api.listMembers(PROJECT_ID),
}

describe('an API key stays at the API', () => {
  it.each(Object.entries(API_CALLS))('for %s, wherever a redirect leads', async (_, call) => {
    let way = ''
    let status = 301
    const seen: (string | undefined)[] = []
    const own = await startServer(({ headers }, response) => {
      seen.push(headers.authorization)
      redirectWith(status)(response, way)
    })
    const api = createApi({ ...OPTIONS, baseUrl: `http://${own}`, apiKey: API_KEY })
    const ways = waysToAnotherHost(other, own)
    for (status of REDIRECTS) for (way of ways) await endure(() => call(api))
    expect(seen).toEqual(Array(REDIRECTS.length * ways.length).fill(`Token ${API_KEY}`))
    expectNoLogin()
    expect(other.requests).toEqual([])
  })

  const PREFIX = `/v1/projects/${PROJECT_ID}/self-hosted/distribution/credentials`
  const EVIL_IDS = [
    '..',
    '.',
    '',
    '//host',
    '/..//host',
    '../..',
    '%2f',
    '%2e%2e',
    '\\\\host',
    '@host',
    ':80',
    '?',
    '#',
  ]

  it.each(EVIL_IDS)('and below its path, for the id "%s"', async (id) => {
    const seen: string[] = []
    const own = await startServer(({ url = '' }, response) => {
      seen.push(url)
      response.end('{}')
    })
    const api = createApi({ ...OPTIONS, baseUrl: `http://${own}`, apiKey: API_KEY })
    await endure(() => api.getCredential(PROJECT_ID, id))
    await endure(() => api.deleteCredential(PROJECT_ID, id))
    await endure(() => api.listCredentials(id))
    const segments = seen.map((path) => path.split('/').length)
    const expected = [PREFIX, PREFIX].map((path) => path.split('/').length + 1)
    if (/^\.{0,2}$/.test(id)) expect(seen).toEqual([])
    else expect(segments).toEqual([...expected, PREFIX.split('/').length])
  })
})

/** The requests of a registry that carry a login, by what tells them apart. */
const PLACES = {
  token: /^\/token/,
  tags: /\/tags\/list/,
  manifests: /\/manifests\//,
  blobs: /\/blobs\//,
} as const

const REPOSITORY = 'deepgram/self-hosted-api'
const LOGIN = { username: 'deepgram+1', secret: SECRET }
const DIGEST = `sha256:${'a'.repeat(64)}`

/** What a registry answers that has one tag of one image. */
function answerWell(url: string, response: ServerResponse): void {
  const answers: Readonly<Record<keyof typeof PLACES, object>> = {
    token: { token: 'the-token' },
    tags: { tags: ['a'] },
    manifests: { config: { digest: DIGEST } },
    blobs: { created: '2025-01-01T00:00:00Z' },
  }
  const place = (Object.keys(PLACES) as (keyof typeof PLACES)[]).find((name) => PLACES[name].test(url))
  response.end(JSON.stringify(place === undefined ? {} : answers[place]))
}

/** What asks a registry for each of them. */
const QUESTIONS: Readonly<Record<keyof typeof PLACES, (registry: Registry) => Promise<unknown>>> = {
  token: (registry) => registry.askAccess({ ...LOGIN, repositories: [REPOSITORY] }),
  tags: async (registry) => {
    for await (const _ of registry.readWith(LOGIN).pages(REPOSITORY));
  },
  manifests: (registry) => registry.readWith(LOGIN).digestOf(REPOSITORY, 'a'),
  blobs: (registry) => registry.readWith(LOGIN).factsOf(REPOSITORY, 'a'),
}

/** A registry that answers well but for one kind of request, and a question that leads there. */
async function startRegistry(
  kind: 'bearer' | 'basic',
  place: keyof typeof PLACES,
  detour: (url: string, response: ServerResponse) => boolean,
) {
  const own = await startServer(({ url = '', headers }, response) => {
    if (headers.authorization === undefined && !url.startsWith('/token')) {
      const bearer = `Bearer realm="http://${own}/token",service="s"`
      response.writeHead(401, { 'www-authenticate': kind === 'bearer' ? bearer : 'Basic realm="r"' }).end()
    } else if (!PLACES[place].test(url) || !detour(url, response)) answerWell(url, response)
  })
  return { own, ask: () => endure(() => QUESTIONS[place](createRegistry({ ...OPTIONS, host: own }))) }
}

describe.each(['bearer', 'basic'] as const)('a login by %s stays at the registry', (kind) => {
  const places = (Object.keys(PLACES) as (keyof typeof PLACES)[]).filter(
    (place) => kind === 'bearer' || place !== 'token',
  )

  it.each(places)('for its %s, wherever a redirect leads', async (place) => {
    let way = ''
    let status = 301
    let count = 0
    const { own, ask } = await startRegistry(kind, place, (_, response) => {
      count += 1
      redirectWith(status)(response, way)
      return true
    })
    const ways = waysToAnotherHost(other, own)
    for (status of REDIRECTS) for (way of ways) await ask()
    expect(count).toBeGreaterThanOrEqual(REDIRECTS.length * ways.length)
    expectNoLogin()
  })

  it('for the next page, wherever a link leads', async () => {
    let link = ''
    let count = 0
    const { own, ask } = await startRegistry(kind, 'tags', (url, response) => {
      count += 1
      if (!url.includes('last')) response.setHeader('link', link)
      return false
    })
    const ways = waysToAnotherHost(other, own)
    const forms = (way: string) => [
      `<${way}>; rel="next"`,
      `<${way}>; rel=next, <?last=a>; rel="next"`,
      `<?last=a>; rel="last", <${way}>; rel="prev next"`,
    ]
    for (const way of ways) for (link of forms(way)) await ask()
    expect(count).toBeGreaterThanOrEqual(3 * ways.length)
    expectNoLogin()
    expect(other.requests).toEqual([])
  })
})

describe('a secret goes to no realm', () => {
  /** Realms that are no https URL, and none of this machine's: an https one may be anywhere, as docker has it. */
  const realms = (own: string) => [
    ...['http://example.invalid/token', 'HTTP://EXAMPLE.INVALID/token', 'http:\\\\example.invalid\\token'],
    ...['http://127.0.0.1.example.invalid/', 'http://localhost.example.invalid/', 'http://[::2]/'],
    ...[`http://${own}@example.invalid/`, '//example.invalid/token'],
    ...[
      'ftp://example.invalid/',
      'ws://127.0.0.1/',
      '/token',
      'token',
      '',
      'http://',
      'http://10.255.255.1/',
    ],
    ...['http://0.0.0.0/', 'http://128.0.0.1/', 'file:///token', 'javascript:1', '\thttp://example.invalid'],
  ]

  it('that is neither https nor on loopback', async () => {
    let realm = ''
    const own = await startServer((_, response) => {
      response
        .writeHead(401, { 'www-authenticate': `Bearer realm="${realm.replaceAll('\\', '\\\\')}"` })
        .end()
    })
    for (realm of realms(own)) {
      const registry = createRegistry({ ...OPTIONS, host: own })
      const question = { ...LOGIN, repositories: [] }
      await expect(registry.askAccess(question), realm).rejects.toMatchObject({ code: 'invalid_response' })
    }
  })

  it('with the user and password that the realm names in place of its own', async () => {
    let login: string | undefined
    const own = await startServer(({ url = '', headers }, response) => {
      if (url.startsWith('/token')) login = headers.authorization
      const challenge = `Bearer realm="http://evil:password@${own}/token"`
      response.writeHead(url.startsWith('/token') ? 200 : 401, { 'www-authenticate': challenge }).end('{}')
    })
    const registry = createRegistry({ ...OPTIONS, host: own })
    await endure(() => registry.askAccess({ ...LOGIN, repositories: [] }))
    expect(login).toBe(`Basic ${Buffer.from(`deepgram+1:${SECRET}`).toString('base64')}`)
  })
})
