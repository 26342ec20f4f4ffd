import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { type FakePrograms, fakePrograms } from '../helpers/fake-engine.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const ID = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'
const USERNAME = `deepgram+${ID}`
const SECRET = 'SECRET0SECRET1SECRET2SECRET3SECRET4SECRET5SECRET6SECRET7SECRET8S'
const API_KEY = '0123456789abcdef0123456789abcdef01234567'

/** `dgsh login` with nothing on PATH but the fake programs. */
function logIn(fakes: FakePrograms, args: readonly string[] = [], options: DgshOptions = {}) {
  return runDgsh(['login', ID, '--secret-stdin', ...args], {
    input: SECRET,
    ...options,
    env: { PATH: fakes.directory, ...options.env },
  })
}

/** The calls of an engine without those that ask for its version, which tells where it keeps logins. */
function loginsOf(fakes: FakePrograms, engine: string) {
  return fakes.calls(engine).filter(({ argv }) => argv[0] !== '--version')
}

describe('the argv of a login', () => {
  it.each([
    ['docker', [], ['login', 'quay.io', '--username', USERNAME, '--password-stdin']],
    ['podman', [], ['login', 'quay.io', '--username', USERNAME, '--password-stdin']],
    ['skopeo', [], ['login', 'quay.io', '--username', USERNAME, '--password-stdin']],
    ['buildah', [], ['login', 'quay.io', '--username', USERNAME, '--password-stdin']],
    ['helm', [], ['registry', 'login', 'quay.io', '--username', USERNAME, '--password-stdin']],
    [
      'podman',
      ['--registry', '127.0.0.1:5000', '--tls-verify', 'false'],
      ['login', '127.0.0.1:5000', '--username', USERNAME, '--password-stdin', '--tls-verify=false'],
    ],
    [
      'helm',
      ['--registry', 'localhost:5000', '--tls-verify=false'],
      ['registry', 'login', 'localhost:5000', '--username', USERNAME, '--password-stdin', '--plain-http'],
    ],
  ] as const)('of %s with %j', async (engine, options, argv) => {
    const fakes = fakePrograms()
    fakes.add(engine)
    expect(await logIn(fakes, ['--engine', engine, ...options])).toMatchObject({ code: 0, stdout: '' })
    const calls = loginsOf(fakes, engine)
    expect(calls).toHaveLength(1)
    // The order is the engine's business: buildah wants its options first.
    expect([...(calls[0]?.argv ?? [])].sort()).toEqual([...argv].sort())
    expect(calls[0]?.stdin).toBe(SECRET)
  })

  it('has the options before the registry for buildah, which takes them nowhere else', async () => {
    const fakes = fakePrograms()
    fakes.add('buildah')
    await logIn(fakes, ['--engine', 'buildah'])
    expect(loginsOf(fakes, 'buildah')[0]?.argv.at(-1)).toBe('quay.io')
  })
})

describe('the choice of an engine', () => {
  it('is docker before podman, and never the others', async () => {
    const fakes = fakePrograms()
    for (const name of ['buildah', 'docker', 'podman', 'skopeo']) fakes.add(name)
    await logIn(fakes)
    expect(fakes.calls('docker')).toHaveLength(1)
    expect(['buildah', 'podman', 'skopeo'].flatMap((name) => fakes.calls(name))).toEqual([])
  })

  it('is podman without docker', async () => {
    const fakes = fakePrograms()
    fakes.add('podman')
    expect((await logIn(fakes)).stderr).toContain('podman is logged in to quay.io')
  })

  it('is that of the profile', async () => {
    const fakes = fakePrograms()
    for (const name of ['docker', 'skopeo']) fakes.add(name)
    const home = temporaryHome()
    await runDgsh(['config', 'set', 'engine', 'skopeo'], { home })
    await logIn(fakes, [], { home })
    expect(loginsOf(fakes, 'skopeo')).toHaveLength(1)
  })

  it('ends before any request when there is none', async () => {
    const api = await startApiServer({})
    const result = await runDgsh(['login', '--secret-stdin'], {
      input: SECRET,
      env: { PATH: fakePrograms().directory, DEEPGRAM_API_KEY: API_KEY, DGSH_API_URL: api.url },
    })
    expectError(result, { code: 'engine_missing', message: /docker.*podman.*on PATH/ })
    expect(api.requests).toEqual([])
  })

  it('names the engines that are there instead', async () => {
    const fakes = fakePrograms()
    fakes.add('skopeo')
    expectError(await logIn(fakes), { code: 'engine_missing', hint: '--engine skopeo' })
    expectError(await logIn(fakes, ['--engine', 'helm']), { code: 'engine_missing', hint: '--engine skopeo' })
  })
})

describe('two engines, the first of them broken', () => {
  it.each([
    ['a wrapper whose program is gone', { exit: 127, stderr: 'docker: line 3: /opt/docker: No such file' }],
    ['a program that may not be run', { exit: 126, stderr: 'docker: permission denied' }],
  ])('%s: the other is named, and works', async (_, behaviour) => {
    const fakes = fakePrograms()
    fakes.add('docker', behaviour)
    fakes.add('podman')
    expectError(await logIn(fakes), { code: 'engine_failed', message: 'docker', hint: '--engine podman' })
    expect(fakes.calls('podman')).toEqual([])
    expect(await logIn(fakes, ['--engine', 'podman'])).toMatchObject({ code: 0 })
  })

  it.each([
    ['no program at all', 'neither a script nor a binary: \u0001\u0002'],
    ['a script whose interpreter is gone', '#!/nowhere/interpreter\n'],
  ])('%s', async (_, content) => {
    const fakes = fakePrograms()
    const file = join(fakes.directory, 'docker')
    writeFileSync(file, content)
    chmodSync(file, 0o755)
    fakes.add('podman')
    expectError(await logIn(fakes), { code: 'engine_failed', hint: '--engine podman' })
  })
})

describe('an engine that Ctrl-C has ended', () => {
  // Ctrl-C goes to dgsh and the engine at once, and the engine's end may be noticed first.
  it('is no failed login: the exit code is 130, without a word', async () => {
    const fakes = fakePrograms()
    fakes.add('docker', { signal: 'INT' })
    expect(await logIn(fakes)).toMatchObject({ code: 130, stdout: '', stderr: '' })
  })
})

describe('a secret that is none', () => {
  it.each([
    ['an API key', API_KEY, 'API key'],
    ['the API key in use', 'another-form-of-key', 'API key'],
    ['nothing', '', 'empty'],
    ['a line break', '\n', 'empty'],
    ['several lines', 'one\ntwo\n', 'several lines'],
  ])('%s: refused before the engine is called', async (_, input, message) => {
    const fakes = fakePrograms()
    fakes.add('docker')
    const result = await logIn(fakes, [], { input, env: { DEEPGRAM_API_KEY: 'another-form-of-key' } })
    expectError(result, { code: 'usage', message })
    expect(fakes.calls('docker')).toEqual([])
  })

  it('is missing, and may not be asked for', async () => {
    const fakes = fakePrograms()
    fakes.add('docker')
    const result = await runDgsh(['login', ID], { env: { PATH: fakes.directory } })
    expectError(result, { code: 'input_required', hint: '--secret-stdin' })
  })
})

describe('--tls-verify=false', () => {
  it.each(['quay.io', 'registry.example.com:5000', '192.168.0.1:5000', '127.0.0.1.example.com'])(
    'is refused for %s',
    async (registry) => {
      const fakes = fakePrograms()
      fakes.add('podman')
      expectError(await logIn(fakes, ['--tls-verify=false', '--registry', registry]), {
        code: 'usage',
        message: 'loopback only',
      })
      expect(fakes.calls('podman')).toEqual([])
    },
  )
})
