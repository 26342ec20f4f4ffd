import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findLoginInUse } from '../../src/engines/login-in-use.ts'
import type { DockerProgram } from '../../src/engines/surroundings.ts'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const DOCKER = '.docker/config.json'
const RUNTIME = 'run/containers/auth.json'
const KEPT = '.config/containers/auth.json'
const HELM = '.config/helm/registry/config.json'

const entry = (username: string) => ({ auth: Buffer.from(`${username}:SECRET`).toString('base64') })
const auths = (username: string, key = 'quay.io') => ({ auths: { [key]: entry(username) } })

interface Machine {
  /** Contents of files below the home directory; what is no text is written as JSON. */
  files?: Readonly<Record<string, unknown>>
  env?: Readonly<Record<string, string>>
  /** What programs answer, by `name verb`; any other call ends with 1. */
  answers?: Readonly<Record<string, string>>
  docker?: Partial<DockerProgram>
}

/** The username of the login that an engine would use, and where it is kept; or why that is not known. */
async function used(engine: EngineName, { files = {}, env = {}, answers = {}, docker }: Machine) {
  const home = temporaryDirectory()
  const write = (name: string, content: unknown) => {
    mkdirSync(dirname(join(home, name)), { recursive: true })
    writeFileSync(join(home, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  for (const [name, content] of Object.entries(files)) write(name, content)
  for (const program of ['podman', 'skopeo', ...Object.keys(answers).map((call) => call.split(' ')[0])]) {
    write(`bin/${program}`, '')
    chmodSync(join(home, `bin/${program}`), 0o755)
  }
  const exec = async ({ file, args }: ExecRequest): Promise<ExecResult> => {
    const stdout = answers[`${file.replace(/.*\//, '')} ${args[0]}`]
    const exitCode = stdout === undefined || stdout.startsWith('!') ? 1 : 0
    const result = { signal: undefined, stderr: '', startError: undefined }
    return { ...result, exitCode, stdout: (stdout ?? '').replace(/^!/, '') }
  }
  const below = Object.entries(env).map(([name, value]) => [name, value.replace(/^(?=\/)/, home)])
  const found = await findLoginInUse(
    engine,
    {
      ...{ registry: 'quay.io', platform: 'linux', exec, uid: 1000 },
      env: {
        HOME: home,
        PATH: join(home, 'bin'),
        XDG_RUNTIME_DIR: join(home, 'run'),
        ...Object.fromEntries(below),
      },
      ...(docker === undefined
        ? {}
        : {
            docker: {
              isPodman: false,
              version: undefined,
              directory: undefined,
              unclear: undefined,
              ...docker,
            },
          }),
    },
    'deepgram',
  )
  if (found === undefined) return undefined
  return 'reason' in found
    ? found.reason.replace(home, '')
    : `${found.username} in ${found.place.replace(home, '')}`
}

const PASS = 'docker-credential-pass get'
const BOB = JSON.stringify({ ServerURL: 'quay.io', Username: 'bob', Secret: 'SECRET' })

describe('findLoginInUse', () => {
  it.each<[engine: EngineName, machine: Machine, expected: string | undefined]>([
    ['docker', {}, undefined],
    ['docker', { files: { [DOCKER]: auths('ada') } }, 'ada in ~/.docker/config.json'],
    ['docker', { files: { [DOCKER]: auths('ada', 'https://quay.io/v1/') } }, 'ada in ~/.docker/config.json'],
    // The entry of the host itself counts, also when it is empty.
    [
      'docker',
      { files: { [DOCKER]: { auths: { 'https://quay.io': entry('ada'), 'quay.io': {} } } } },
      undefined,
    ],
    ['docker', { files: { [RUNTIME]: auths('ada') } }, undefined],
    ['docker', { files: { [DOCKER]: auths('ada') }, docker: { directory: '/nowhere' } }, undefined],
    // With a store, docker does not look into the file.
    [
      'docker',
      { files: { [DOCKER]: { ...auths('ada'), credsStore: 'pass' } }, answers: { [PASS]: BOB } },
      'bob in docker-credential-pass, named in ~/.docker/config.json',
    ],
    [
      'docker',
      {
        files: { [DOCKER]: { ...auths('ada'), credsStore: 'pass' } },
        answers: { [PASS]: '!credentials not found in native keychain\n' },
      },
      undefined,
    ],
    [
      'docker',
      {
        files: { [DOCKER]: { ...auths('ada'), credsStore: 'pass' } },
        answers: { [PASS]: '!pass not initialized' },
      },
      'docker asks docker-credential-pass, named in ~/.docker/config.json: it says: pass not initialized',
    ],
    [
      'docker',
      { files: { [DOCKER]: { ...auths('ada'), credsStore: 'pass' } } },
      'docker asks docker-credential-pass, named in ~/.docker/config.json: it is not on PATH',
    ],
    [
      'docker',
      {
        files: { [DOCKER]: { ...auths('ada'), credHelpers: { 'quay.io': 'pass' } } },
        answers: { [PASS]: BOB },
      },
      'bob in docker-credential-pass, named in ~/.docker/config.json',
    ],
    // podman looks into docker's file, but knows no store.
    [
      'podman',
      { files: { [DOCKER]: { ...auths('ada'), credsStore: 'pass' } }, answers: { [PASS]: BOB } },
      'ada in ~/.docker/config.json',
    ],
    ['podman', { files: { [DOCKER]: { credsStore: 'pass' } }, answers: { [PASS]: BOB } }, undefined],
    [
      'podman',
      {
        files: { [DOCKER]: { ...auths('ada'), credHelpers: { 'quay.io': 'pass' } } },
        answers: { [PASS]: BOB },
      },
      'bob in docker-credential-pass, named in ~/.docker/config.json',
    ],
    [
      'podman',
      { files: { [DOCKER]: auths('ada'), [RUNTIME]: auths('run'), [KEPT]: auths('kept') } },
      'run in ~/run/containers/auth.json',
    ],
    [
      'podman',
      { files: { [DOCKER]: auths('ada'), [KEPT]: auths('kept') } },
      'kept in ~/.config/containers/auth.json',
    ],
    // An empty entry is no login, and the next file is read.
    [
      'podman',
      { files: { [DOCKER]: auths('ada'), [RUNTIME]: { auths: { 'quay.io': {} } } } },
      'ada in ~/.docker/config.json',
    ],
    [
      'podman',
      {
        files: {
          [RUNTIME]: { auths: { 'quay.io': entry('host'), 'quay.io/deepgram': entry('path') } },
          [KEPT]: auths('kept'),
        },
      },
      'path in ~/run/containers/auth.json',
    ],
    [
      'podman',
      { files: { [RUNTIME]: { auths: { 'quay.io/acme': entry('other'), 'quay.io': entry('host') } } } },
      'host in ~/run/containers/auth.json',
    ],
    [
      'podman',
      { files: { [RUNTIME]: auths('other', 'quay.io/acme'), [KEPT]: auths('kept') } },
      'kept in ~/.config/containers/auth.json',
    ],
    [
      'podman',
      { files: { [RUNTIME]: '{' } },
      'podman cannot use ~/run/containers/auth.json: it is not in the JSON form of such files',
    ],
    ['skopeo', { files: { [RUNTIME]: auths('run') } }, 'run in ~/run/containers/auth.json'],
    ['buildah', { files: { [DOCKER]: auths('ada') } }, 'ada in ~/.docker/config.json'],
    [
      'helm',
      { files: { [DOCKER]: auths('ada'), [HELM]: auths('helm') } },
      'helm in ~/.config/helm/registry/config.json',
    ],
    ['helm', { files: { [DOCKER]: auths('ada'), [RUNTIME]: auths('run') } }, 'ada in ~/.docker/config.json'],
    ['helm', {}, undefined],
  ])('%s with %j', async (engine, machine, expected) => {
    expect(await used(engine, machine)).toBe(expected)
  })

  it.each<[version: string, expected: string | undefined]>([
    ['podman version 4.3.1', 'ada in ~/.docker/config.json'],
    ['podman version 4.4.0', undefined],
    ['podman version 5.6.1', undefined],
    // Where it does not say, it is taken for a new one.
    ['', undefined],
  ])('of podman, when a variable names a file: %j', async (version, expected) => {
    const files = { [DOCKER]: auths('ada') }
    const answers = { 'podman --version': version }
    expect(await used('podman', { files, answers, env: { REGISTRY_AUTH_FILE: '/mine' } })).toBe(expected)
  })

  it('of podman is in the file of DOCKER_CONFIG when only that is set, and no other file is read', async () => {
    const files = { 'config/config.json': auths('ada'), [RUNTIME]: auths('run') }
    const answers = { 'podman --version': 'podman version 5.0.0' }
    const env = { DOCKER_CONFIG: '/config' }
    expect(await used('podman', { files, answers, env })).toBe('ada in ~/config/config.json')
    expect(await used('podman', { files: { [RUNTIME]: auths('run') }, answers, env })).toBeUndefined()
  })

  it('of docker that is podman is that of podman', async () => {
    const files = { [DOCKER]: auths('ada'), [RUNTIME]: auths('run') }
    const docker = { isPodman: true }
    expect(await used('docker', { files, docker })).toBe('run in ~/run/containers/auth.json')
  })

  it.each<[what: string, value: object | string, version: string | undefined, username: string]>([
    ['a login', auths('env'), undefined, 'env'],
    ['a login, in a new docker', auths('env'), '28.3.0', 'env'],
    ['a login, in an old docker', auths('env'), '28.2.2', 'ada'],
    ['a name in another case', { Auths: { 'quay.io': { AUTH: entry('env').auth } } }, undefined, 'env'],
    ['a login of another registry', auths('env', 'gcr.io'), undefined, 'ada'],
    ['a login under a URL', auths('env', 'https://quay.io'), undefined, 'ada'],
    ['a field more', { ...auths('env'), credsStore: 'pass' }, undefined, 'ada'],
    ['a field more in an entry', { auths: { 'quay.io': { ...entry('env'), email: '' } } }, undefined, 'ada'],
    ['an entry without a login', { auths: { 'quay.io': entry('env').auth, 'gcr.io': {} } }, undefined, 'ada'],
    ['no JSON', '{', undefined, 'ada'],
  ])('of docker, with %s in DOCKER_AUTH_CONFIG', async (_, value, version, username) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    const env = { DOCKER_AUTH_CONFIG: text }
    const files = { [DOCKER]: auths('ada') }
    const place = username === 'env' ? 'DOCKER_AUTH_CONFIG' : '~/.docker/config.json'
    expect(await used('docker', { files, env, docker: { version } })).toBe(`${username} in ${place}`)
    expect(await used('podman', { files, env })).toBe('ada in ~/.docker/config.json')
  })
})
