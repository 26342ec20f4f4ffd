import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineLogin } from '../../src/engines/engine-login.ts'
import { findLogins, readLoginSecret } from '../../src/engines/logins.ts'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const entry = (username: string, secret = 'SECRET') => ({
  auth: Buffer.from(`${username}:${secret}`).toString('base64'),
})

interface Machine {
  /** Contents of files below the home directory; what is no text is written as JSON. */
  files?: Readonly<Record<string, unknown>>
  /** Programs on PATH. */
  programs?: readonly string[]
  /** What `list` of a helper gives, as JSON. */
  lists?: Readonly<Record<string, unknown>>
  results?: Readonly<Record<string, Partial<ExecResult>>>
  platform?: NodeJS.Platform
}

/** A home directory with these files, where nothing runs but the helpers of `lists` and `results`. */
function machine({ files = {}, programs = [], lists = {}, results = {}, platform = 'linux' }: Machine) {
  const home = temporaryDirectory()
  const bin = join(home, 'bin')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  mkdirSync(bin)
  const helpers = [...Object.keys(lists), ...Object.keys(results)].map((name) => `docker-credential-${name}`)
  for (const name of [...programs, ...helpers]) {
    writeFileSync(join(bin, name), '')
    chmodSync(join(bin, name), 0o755)
  }
  const requests: ExecRequest[] = []
  const exec = async (request: ExecRequest): Promise<ExecResult> => {
    requests.push(request)
    const name = request.file.replace(/^.*docker-credential-/, '')
    const stdout = JSON.stringify(lists[name] ?? {})
    return { exitCode: 0, signal: undefined, stdout, stderr: '', startError: undefined, ...results[name] }
  }
  const env = { HOME: home, PATH: bin, XDG_RUNTIME_DIR: join(home, 'run') }
  return { home, requests, search: { registry: 'quay.io', env, platform, exec } }
}

/** What is found there, each login as one line. */
async function found(setup: Machine, wants?: (username: string) => boolean) {
  const { search, home, requests } = machine(setup)
  const { logins, problems } = await findLogins({ ...search, ...(wants === undefined ? {} : { wants }) })
  return {
    logins: logins.map(
      ({ engine, username, place, key, deliverable }) =>
        `${engine} ${username} ${key} ${deliverable ? 'in' : 'stuck in'} ${place}`,
    ),
    problems: problems.map(({ message }) => message.replaceAll(home, '')),
    requests,
  }
}

const DOCKER = '.docker/config.json'
const PODMAN = 'run/containers/auth.json'
const KEPT = '.config/containers/auth.json'
const HELM = '.config/helm/registry/config.json'
const ALL = ['docker', 'podman', 'skopeo', 'buildah', 'helm']

describe('findLogins', () => {
  it('finds nothing, and has no problem, where there is nothing', async () => {
    expect(await found({})).toEqual({ logins: [], problems: [], requests: [] })
    expect(await found({ programs: ALL })).toEqual({ logins: [], problems: [], requests: [] })
  })

  it('finds the login of each engine, with the shared files once', async () => {
    const names = { [DOCKER]: 'ada', [PODMAN]: 'bob', [KEPT]: 'cid', [HELM]: 'dan' }
    const files = Object.fromEntries(
      Object.entries(names).map(([file, name]) => [
        file,
        { auths: { 'quay.io': entry(name), 'gcr.io': entry('x') } },
      ]),
    )
    expect((await found({ files, programs: ALL })).logins).toEqual([
      `docker ada quay.io in ~/${DOCKER}`,
      `podman bob quay.io in ~/${PODMAN}`,
      `podman cid quay.io in ~/${KEPT}`,
      `helm dan quay.io in ~/${HELM}`,
    ])
  })

  it.each<[programs: string[], line: string]>([
    [['skopeo', 'buildah'], `skopeo ada quay.io in ~/${PODMAN}`],
    [['buildah'], `buildah ada quay.io in ~/${PODMAN}`],
    [[], `podman ada quay.io stuck in ~/${PODMAN}`],
  ])('names the engine that can write a shared file, with %j', async (programs, line) => {
    const files = { [PODMAN]: { auths: { 'quay.io': entry('ada') } } }
    expect((await found({ files, programs })).logins).toEqual([line])
  })

  it.each<[key: string, docker: boolean, podman: boolean]>([
    ['quay.io', true, true],
    ['quay.io/deepgram', false, true],
    ['quay.io/deepgram/self-hosted-api', false, true],
    ['quay.io/deepgram:tag', false, false],
    ['https://quay.io', false, false],
    ['https://quay.io/v1/', false, false],
  ])('finds a login under the key %s', async (key, docker, podman) => {
    const config = { auths: { [key]: entry('ada') } }
    const { logins } = await found({ files: { [DOCKER]: config, [PODMAN]: config }, programs: ALL })
    expect(logins).toEqual([
      `docker ada ${key} ${docker ? 'in' : 'stuck in'} ~/${DOCKER}`,
      `podman ada ${key} ${podman ? 'in' : 'stuck in'} ~/${PODMAN}`,
    ])
  })

  it('takes no other registry for the one that is meant', async () => {
    const keys = ['quay.io.example.com', 'quay.io:443', 'my.quay.io', 'https://example.com/quay.io', '']
    const config = { auths: Object.fromEntries(keys.map((key) => [key, entry('ada')])) }
    expect((await found({ files: { [DOCKER]: config, [PODMAN]: config }, programs: ALL })).logins).toEqual([])
  })
})

describe('findLogins, with credential helpers', () => {
  it.each<[what: string, config: object, helpers: string[]]>([
    ['credsStore', { credsStore: 'a' }, ['a']],
    ['credsStore with an empty entry', { auths: { 'quay.io': {} }, credsStore: 'a' }, ['a']],
    ['credHelpers', { credHelpers: { 'quay.io': 'b' } }, ['b']],
    ['both: credHelpers decides', { credsStore: 'a', credHelpers: { 'quay.io': 'b' } }, ['b']],
    ['credHelpers of another registry', { credsStore: 'a', credHelpers: { 'gcr.io': 'b' } }, ['a']],
    ['credHelpers that says the file', { credsStore: 'a', credHelpers: { 'quay.io': '' } }, []],
  ])('asks for docker and helm by %s', async (_, config, helpers) => {
    const lists = { a: { 'quay.io': 'ada' }, b: { 'quay.io': 'ada' } }
    const setup = { files: { [DOCKER]: config, [HELM]: config }, programs: ALL, lists }
    const { logins, requests } = await found(setup)
    expect(logins).toEqual(
      [
        ['docker', DOCKER],
        ['helm', HELM],
      ].flatMap(([engine, file]) =>
        helpers.map((name) => `${engine} ada quay.io in docker-credential-${name}, named in ~/${file}`),
      ),
    )
    expect(requests, 'each helper is asked once').toHaveLength(helpers.length)
  })

  it('asks for podman by credHelpers only', async () => {
    const setup = { programs: ALL, lists: { a: { 'quay.io': 'ada' } } }
    const files = { [PODMAN]: { credHelpers: { 'quay.io': 'a' } } }
    expect((await found({ ...setup, files })).logins).toEqual([
      `podman ada quay.io in docker-credential-a, named in ~/${PODMAN}`,
    ])
    const others = { [PODMAN]: { credsStore: 'a' } }
    expect((await found({ ...setup, files: others })).requests).toEqual([])
  })

  it.each<[server: string, line: string]>([
    ['quay.io', 'in'],
    ['https://quay.io', 'in'],
    ['https://quay.io/', 'in'],
    ['https://quay.io/v1/', 'stuck in'],
    ['quay.io/deepgram', 'stuck in'],
  ])('takes %s of its list for the registry', async (server, line) => {
    const files = { [DOCKER]: { credsStore: 'a' } }
    const lists = { a: { [server]: 'ada', 'https://index.docker.io/v1/': 'bob' } }
    expect((await found({ files, programs: ALL, lists })).logins).toEqual([
      `docker ada ${server} ${line} docker-credential-a, named in ~/${DOCKER}`,
    ])
  })

  it('finds what was left in the file, which podman cannot replace', async () => {
    const config = {
      auths: { 'quay.io': entry('old'), 'quay.io/deepgram': entry('old') },
      credHelpers: { 'quay.io': 'a' },
    }
    const files = { [DOCKER]: config, [PODMAN]: config }
    expect((await found({ files, programs: ALL, lists: { a: {} } })).logins).toEqual([
      `docker old quay.io in ~/${DOCKER}`,
      `docker old quay.io/deepgram stuck in ~/${DOCKER}`,
      `podman old quay.io stuck in ~/${PODMAN}`,
      `podman old quay.io/deepgram in ~/${PODMAN}`,
    ])
  })

  it.each<[platform: NodeJS.Platform, programs: string[], store: string]>([
    ['linux', [], 'secretservice'],
    ['linux', ['pass'], 'pass'],
    ['darwin', [], 'osxkeychain'],
  ])('asks the store that docker would pick by itself, on %s with %j', async (platform, programs, store) => {
    const lists = { [store]: { 'quay.io': 'ada' } }
    const setup = { platform, programs: [...ALL, ...programs], lists }
    const line = `docker ada quay.io in docker-credential-${store}, docker's usual store`
    expect((await found(setup)).logins).toEqual([line])
    expect((await found({ ...setup, files: { [DOCKER]: '{"auths":{}}' } })).logins).toEqual([line])
    for (const config of [{ auths: { 'gcr.io': {} } }, { credHelpers: { 'gcr.io': 'gcloud' } }]) {
      expect((await found({ ...setup, files: { [DOCKER]: config } })).requests).toEqual([])
    }
  })

  it('does not ask secretservice where pass is installed, as docker does not', async () => {
    const lists = { secretservice: { 'quay.io': 'ada' } }
    expect((await found({ programs: [...ALL, 'pass'], lists })).requests).toEqual([])
  })
})

describe('findLogins of users who are wanted under every key', () => {
  const isAda = (username: string) => username === 'ada'
  const both = (key: string, other: string) => ({ [key]: entry('ada'), [other]: entry('bob') })

  it('finds them in files, where dgsh does not replace them', async () => {
    const config = { auths: { ...both('quay.io:443', 'gcr.io'), 'quay.io': entry('bob') } }
    const files = { [DOCKER]: config, [PODMAN]: config, [HELM]: config }
    expect((await found({ files, programs: ALL }, isAda)).logins).toEqual(
      [
        ['docker', DOCKER],
        ['podman', PODMAN],
        ['helm', HELM],
      ].flatMap(([engine, file]) => [
        `${engine} ada quay.io:443 stuck in ~/${file}`,
        `${engine} bob quay.io in ~/${file}`,
      ]),
    )
    expect((await found({ files, programs: ALL })).logins).toHaveLength(3)
  })

  it('finds them in the answer of the helper that keeps the others, which is asked once', async () => {
    const lists = { a: { 'quay.io': 'bob', 'https://mirror.example': 'ada', 'gcr.io': 'bob' } }
    const setup = { files: { [DOCKER]: { credsStore: 'a' } }, programs: ALL, lists }
    const { logins, requests } = await found(setup, isAda)
    const place = `docker-credential-a, named in ~/${DOCKER}`
    expect(logins).toEqual([
      `docker bob quay.io in ${place}`,
      `docker ada https://mirror.example stuck in ${place}`,
    ])
    expect(requests).toHaveLength(1)
  })

  it.each<[kind: string, file: string, config: object, keys: string[]]>([
    ['docker', DOCKER, { credsStore: 'a', credHelpers: { 'quay.io': 'b' } }, ['quay.io', 'gcr.io']],
    ['docker', DOCKER, { credsStore: 'b', credHelpers: { 'gcr.io': 'a' } }, ['quay.io', 'gcr.io']],
    ['docker', DOCKER, { credHelpers: { 'gcr.io': 'a' } }, ['gcr.io']],
    ['docker', DOCKER, { credsStore: 'a', credHelpers: { 'gcr.io': '' } }, ['quay.io']],
    ['podman', PODMAN, { credsStore: 'b', credHelpers: { 'gcr.io': 'a' } }, ['gcr.io']],
  ])('asks each helper for what %s asks it for: %s, %j', async (_, file, config, keys) => {
    const all = { 'quay.io': 'ada', 'gcr.io': 'ada' }
    const setup = { files: { [file]: config }, programs: ALL, lists: { a: all, b: all } }
    const { logins } = await found(setup, isAda)
    expect(logins.map((line) => line.split(' ')[2]).sort()).toEqual([...keys].sort())
  })

  it('tells of a helper of other registries that fails, and not of one that is not there', async () => {
    const files = { [DOCKER]: { credHelpers: { 'gcr.io': 'missing', 'mirror.example': 'a' } } }
    const results = { a: { exitCode: 1, stdout: 'locked\n' } }
    expect((await found({ files, programs: ALL, results }, isAda)).problems).toEqual([
      `it is not known which logins docker-credential-a keeps, named in ~/${DOCKER}: it says: locked`,
    ])
    expect(await found({ files, programs: ALL, results })).toMatchObject({ problems: [], requests: [] })
  })
})

describe('the problems of findLogins', () => {
  it.each<[what: string, content: unknown, reason: string]>([
    ['broken JSON', '{"auths":', 'it is not in the JSON form of such files'],
    ['a list', [], 'it is not in the JSON form of such files'],
    ['ten megabytes', `{"auths":{"x":"${'x'.repeat(10_000_000)}"}}`, 'it is larger than 4 MB'],
  ])('name a file with %s, and the others are read', async (_, content, reason) => {
    const files = { [DOCKER]: content, [PODMAN]: { auths: { 'quay.io': entry('ada') } } }
    const { logins, problems } = await found({ files, programs: ALL })
    expect(problems).toEqual([`it is not known which logins ~/${DOCKER} holds: ${reason}`])
    expect(logins).toEqual([`podman ada quay.io in ~/${PODMAN}`])
  })

  it('name a directory in the place of a file', async () => {
    const { problems } = await found({ files: { [`${DOCKER}/file`]: '' } })
    expect(problems).toEqual([`it is not known which logins ~/${DOCKER} holds: it is not a regular file`])
  })

  it.each([
    ['a link to nothing', '.docker/config.json'],
    ['a file in the place of its directory', '.docker'],
  ])('are none with %s', async (_, name) => {
    const { home, search } = machine({})
    mkdirSync(dirname(join(home, name)), { recursive: true })
    if (name === DOCKER) symlinkSync('/nowhere', join(home, name))
    else writeFileSync(join(home, name), '')
    expect(await findLogins(search)).toEqual({ logins: [], problems: [] })
  })

  it('are none with odd entries, which hide no other', async () => {
    const text = `{"auths":{"__proto__":{"auth":"eDp5"},"quay.io":${JSON.stringify(entry('ada'))},
      "https://quay.io":{"auth":7},"http://quay.io":null,"quay.io/a":[1]},"credHelpers":[7]}`
    expect(await found({ files: { [DOCKER]: text }, programs: ALL })).toMatchObject({
      logins: [`docker ada quay.io in ~/${DOCKER}`],
      problems: [],
    })
  })

  it.each<[reason: string, results: Record<string, Partial<ExecResult>>]>([
    ['it is not on PATH', {}],
    ['it gave no answer in 3 seconds', { a: { exitCode: undefined, timedOut: true } }],
    ['it says: locked', { a: { exitCode: 1, stdout: 'locked\n' } }],
  ])('name a helper that fails: %s', async (reason, results) => {
    const files = { [DOCKER]: { auths: { 'quay.io': entry('old') }, credsStore: 'a' } }
    const { logins, problems } = await found({ files, programs: ALL, results })
    expect(problems).toEqual([
      `it is not known which logins docker-credential-a keeps, named in ~/${DOCKER}: ${reason}`,
    ])
    expect(logins).toEqual([`docker old quay.io in ~/${DOCKER}`])
  })

  it("are none when docker's usual store does not work: docker has kept nothing there", async () => {
    const results = { secretservice: { exitCode: 1, stdout: 'Cannot autolaunch D-Bus' } }
    expect(await found({ programs: ALL, results })).toMatchObject({ logins: [], problems: [] })
  })
})

describe('readLoginSecret', () => {
  it('reads the file anew', async () => {
    const { home, search } = machine({ files: { [DOCKER]: { auths: { 'quay.io': entry('ada', 'a:b') } } } })
    const { logins } = await findLogins(search)
    const login = logins[0] as EngineLogin
    expect(JSON.stringify(logins)).not.toContain('a:b')
    expect(await readLoginSecret(login, search)).toBe('a:b')
    for (const auths of [{ 'quay.io': entry('bob') }, { 'quay.io': entry('ada', '') }, {}]) {
      writeFileSync(join(home, DOCKER), JSON.stringify({ auths }))
      expect(await readLoginSecret(login, search)).toBeUndefined()
    }
    writeFileSync(join(home, DOCKER), '{')
    expect(await readLoginSecret(login, search)).toBeUndefined()
  })

  it.each([
    ['ada', 'SECRET'],
    ['bob', undefined],
  ])('asks the helper, which gives the secret of %s', async (Username, secret) => {
    const stdout = JSON.stringify({ ServerURL: 'quay.io', Username, Secret: 'SECRET' })
    const { search, requests } = machine({ results: { a: { stdout } } })
    const login = { username: 'ada', helper: 'a', key: 'https://quay.io' } as EngineLogin
    expect(await readLoginSecret(login, search)).toBe(secret)
    expect(requests).toMatchObject([{ args: ['get'], input: 'https://quay.io' }])
  })
})
