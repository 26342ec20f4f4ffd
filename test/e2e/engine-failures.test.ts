import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { atEnd } from '../helpers/cleanup.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { type ExpectedError, expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { listenOnLoopback } from '../helpers/loopback.ts'
import { describeWith } from '../helpers/parts.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

// What real engines say in worlds that are not well, and what dgsh makes of it: test/engines/failures.tsv has their words.

const PAGE =
  '<!DOCTYPE html>\n<html><head><title>Blocked</title></head>\n<body>Ask your admin.</body>\n</html>\n'
const TEXT = { 'content-type': 'text/html' }

interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** A registry that refers to a token endpoint, which answers every login alike. */
async function registryWith({ status, headers = {}, body = '' }: Answer): Promise<string> {
  const server = createServer(({ url = '', headers: { host } }, response) => {
    if (url.startsWith('/v2/')) {
      const realm = `Bearer realm="http://${host}/token",service="registry"`
      response.writeHead(401, { 'www-authenticate': realm }).end()
    } else response.writeHead(status, headers).end(body)
  })
  return `127.0.0.1:${await listenOnLoopback(server)}`
}

function logIn(registry: string, args: readonly string[], options: DgshOptions = {}) {
  const words = ['login', idOf(1), '--secret-stdin', '--registry', registry, ...args]
  return runDgsh(words, { input: SECRET, ...options })
}

const ENGINES = [
  ['docker', []],
  ['podman', ['--engine', 'podman', '--tls-verify=false']],
] as const

const ANSWERS: [title: string, answer: Answer, docker: ExpectedError, podman?: ExpectedError][] = [
  [
    'the page of a filter',
    { status: 403, headers: TEXT, body: PAGE },
    { code: 'invalid_response', message: /web page answers .*denied: \(a web page\)/, hint: 'browser' },
    // podman does not tell of the page.
    { code: 'login_refused', message: 'or a filter on the way to it, forbids the login' },
  ],
  [
    'the page of a portal',
    { status: 200, headers: TEXT, body: PAGE },
    { code: 'invalid_response', message: 'web page answers', hint: 'browser' },
  ],
  [
    'a page that wants a login',
    { status: 401, headers: TEXT, body: PAGE },
    { code: 'invalid_response', message: 'web page answers' },
    { code: 'login_refused', message: 'refuses the login' },
  ],
  ['502', { status: 502, headers: TEXT, body: PAGE }, { code: 'server_error', hint: 'try again later' }],
  ['503', { status: 503 }, { code: 'server_error', hint: 'try again later' }],
  ['404', { status: 404 }, { code: 'invalid_response', message: 'does not answer as a registry does' }],
  ['no answer in JSON', { status: 200 }, { code: 'invalid_response', message: 'as a registry does' }],
  ['429', { status: 429 }, { code: 'rate_limited' }],
]

describe.each(ENGINES)('what answers the login of %s', (engine, args) => {
  describeWith([engine], `and the real ${engine}`, () => {
    it.each(ANSWERS)('is %s', { timeout: 90_000 }, async (title, answer, ...expected) => {
      // podman waits for half a minute before it gives up.
      if (engine === 'podman' && title === '429') return
      const result = await logIn(await registryWith(answer), args)
      expectError(result, (engine === 'docker' ? undefined : expected[1]) ?? expected[0])
      expect(result.stderr).not.toMatch(/<\/?\w+>|Ask your admin/)
    })
  })
})

/** A registry that lets anybody in. */
async function openRegistry(): Promise<string> {
  return `127.0.0.1:${await listenOnLoopback(createServer((_, response) => response.writeHead(200).end()))}`
}

/** Makes a world; gives what it needs of the environment. */
type MakeWorld = (home: TemporaryHome) => Record<string, string | undefined>

const DOCKER_WORLDS: [title: string, make: MakeWorld, error: ExpectedError][] = [
  [
    'its context is gone',
    ({ dockerConfig }) => {
      writeFileSync(
        join(dockerConfig, 'config.json'),
        '{"currentContext":"colima","auths":{"other.invalid":{}}}',
      )
      return {}
    },
    { code: 'engine_failed', message: 'context that does not exist', hint: 'docker context use default' },
  ],
  [
    'the context of the environment is gone',
    () => ({ DOCKER_CONTEXT: 'orbstack' }),
    { code: 'engine_failed', message: 'context that does not exist', hint: 'unset DOCKER_CONTEXT' },
  ],
  [
    'its certificates are gone',
    () => ({ DOCKER_HOST: 'tcp://127.0.0.1:9', DOCKER_TLS_VERIFY: '1' }),
    { code: 'engine_failed', message: /does not work as it is set up .*ca\.pem/, hint: 'DOCKER_HOST' },
  ],
  [
    'its config file is a link to another file system',
    ({ dockerConfig }) => {
      const file = join(dockerConfig, 'config.json')
      rmSync(file)
      symlinkSync(elsewhere(), file)
      return {}
    },
    { code: 'login_refused', message: 'could not write the login', hint: 'another file system' },
  ],
  [
    'its helper is a program that cannot run',
    ({ path, dockerConfig }) => {
      const bin = join(path, 'bin')
      mkdirSync(bin)
      writeFileSync(join(bin, 'docker-credential-broken'), '#!/nowhere/sh\n', { mode: 0o755 })
      writeFileSync(join(dockerConfig, 'config.json'), '{"credsStore":"broken"}')
      return { PATH: `${bin}:${process.env.PATH}` }
    },
    { code: 'login_refused', message: /credential store does not work .*fork\/exec/, hint: 'dgsh doctor' },
  ],
]

/** A file of docker's on another file system than that of temporary files. */
function elsewhere(): string {
  const file = `/dev/shm/dgsh-test-${process.pid}.json`
  writeFileSync(file, '{"auths":{"registry.invalid":{}}}')
  atEnd(() => rmSync(file, { force: true }))
  return file
}

describeWith(['docker'], 'docker does not log in', () => {
  it.each(DOCKER_WORLDS)('because %s', async (_, make, error) => {
    const home = temporaryHome()
    const env = make(home)
    expectError(await logIn(await openRegistry(), [], { home, env }), error)
  })
})

const CONTAINERS_WORLDS: [title: string, make: MakeWorld, error: ExpectedError][] = [
  [
    'registries.conf is cut short',
    ({ path }) => {
      mkdirSync(join(path, '.config', 'containers'), { recursive: true })
      writeFileSync(
        join(path, '.config', 'containers', 'registries.conf'),
        'unqualified-search-registries = [',
      )
      return { XDG_CONFIG_HOME: undefined }
    },
    {
      code: 'config_invalid',
      message: /own configuration .*registries\.conf.*unexpected EOF/,
      hint: 'the file that it names',
    },
  ],
  [
    'its file of logins is in a file',
    ({ path }) => {
      writeFileSync(join(path, 'file'), '')
      return { REGISTRY_AUTH_FILE: join(path, 'file', 'auth.json') }
    },
    { code: 'config_invalid', message: 'its directory is a file', hint: 'mv ~/file ~/file.broken' },
  ],
  [
    'the directory of its session is gone',
    ({ path }) => ({ REGISTRY_AUTH_FILE: '', DOCKER_CONFIG: '', XDG_RUNTIME_DIR: join(path, 'gone') }),
    {
      code: 'config_invalid',
      message: 'set by $XDG_RUNTIME_DIR does not exist',
      hint: 'unset XDG_RUNTIME_DIR',
    },
  ],
  [
    'its file of logins is a directory',
    ({ path }) => {
      mkdirSync(join(path, 'a.json'))
      return { REGISTRY_AUTH_FILE: join(path, 'a.json') }
    },
    { code: 'config_invalid', message: 'a.json' },
  ],
]

describe.each(['podman', 'skopeo'] as const)('%s does not log in', (engine) => {
  describeWith([engine], `with the real ${engine}`, () => {
    it.each(CONTAINERS_WORLDS)('because %s', async (_, make, error) => {
      const home = temporaryHome()
      const env = make(home)
      const args = ['--engine', engine, '--tls-verify=false']
      expectError(await logIn(await openRegistry(), args, { home, env }), error)
    })
  })
})

describe('an engine that prints without end', () => {
  it.each([
    ['one line', `x`.repeat(300_000)],
    ['a page', `${'<p>no</p>'.repeat(10_000)}\n</html>`],
    ['wide characters', '東'.repeat(100_000)],
    ['escape sequences', '\x1b[31mred'.repeat(20_000)],
    ['many lines', 'Get "https://quay.io/v2/": no\n'.repeat(10_000)],
  ])('is quoted in a few words, at once: %s', async (_, text) => {
    const fakes = fakePrograms()
    const file = join(temporaryHome().path, 'text')
    writeFileSync(file, text)
    fakes.add('docker', { script: `/bin/cat '${file}' >&2; exit 1` })
    const started = Date.now()
    const result = await logIn('quay.io', [], { env: { PATH: fakes.directory } })
    expectError(result, {
      code: 'login_refused',
      message: /^docker could not log in to quay\.io; docker says: /,
    })
    expect(result.stderr.length).toBeLessThan(2000)
    expect(Date.now() - started).toBeLessThan(15_000)
  })
})
