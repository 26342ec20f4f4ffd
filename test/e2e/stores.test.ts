import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { entryFor } from '../helpers/entry-name.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { succeed } from '../helpers/run-program.ts'
import { inSession, LOCK, UNLOCKED } from '../helpers/secret-service.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const storeFile = (home: TemporaryHome) => join(home.path, '.local', 'state', 'dgsh', 'store.json')
const loginArgs = (...args: string[]) => [
  'auth',
  'login',
  '--key-stdin',
  '--project',
  sandbox.projectId,
  ...args,
]

/** dgsh with the sandbox's API, but without its API key in the environment. */
function run(home: TemporaryHome, args: readonly string[], env: Record<string, string> = {}) {
  return runDgsh(args, { home, input: sandbox.apiKey, env: { DGSH_API_URL: sandbox.apiUrl, ...env } })
}

/** Has the profile use a command, whose key is for the sandbox's API. */
async function useCommand(home: TemporaryHome, command: string) {
  await run(home, ['config', 'set', 'api_url', sandbox.apiUrl])
  return run(home, ['config', 'set', 'store', command])
}

describeWith(['docker-credential-pass', 'pass', 'gpg', 'strace'], 'the real docker-credential-pass', () => {
  it('keeps the key encrypted, beside entries of docker, which stay; and gives it back', async () => {
    const home = await homeWithPass()
    const options = { env: home.env, cwd: home.path }
    const docker = JSON.stringify({ ServerURL: 'quay.io', Username: 'me', Secret: 'mine' })
    await succeed(['docker-credential-pass', 'store'], { ...options, input: docker })
    const trace = await traceExecutions(dgshArgv(loginArgs('--store', 'helper:pass')), {
      env: environmentOf(home, { DGSH_API_URL: sandbox.apiUrl }),
      input: sandbox.apiKey,
    })
    expect(trace.result.code, trace.result.stderr).toBe(0)
    const leaks = trace.executions.filter(({ argv, environment }) =>
      [...argv, ...environment].some((word) => holds(word, sandbox.apiKey)),
    )
    expect(leaks).toEqual([])
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([])
    const status = await run(home, ['auth', 'status', '-o', 'json'])
    expect(JSON.parse(status.stdout)).toMatchObject({
      accepted: true,
      store: { value: 'helper:pass' },
      api_key: { origin: 'helper:pass docker-credential-pass' },
    })
    const listed = await succeed(['docker-credential-pass', 'list'], options)
    expect(JSON.parse(listed)).toEqual({
      [`https://dgsh.invalid/${entryFor('api-key/default', sandbox.apiUrl)}`]: 'dgsh',
      'quay.io': 'me',
    })
    expect(await run(home, ['auth', 'logout'])).toMatchObject({ code: 0 })
    expect(JSON.parse(await succeed(['docker-credential-pass', 'list'], options))).toEqual({
      'quay.io': 'me',
    })
  })

  it('takes over what lay in the file, and gives it back', async () => {
    const home = await homeWithPass()
    await run(home, loginArgs('--store', 'file'))
    const there = await run(home, ['config', 'set', 'store', 'helper:pass'])
    expect(there.stderr).toContain('Moved the API key from file to helper:pass.\n')
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([])
    expect(await run(home, loginArgs('--store', 'file'))).toMatchObject({ code: 0 })
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([storeFile(home)])
  })

  it('that is not initialized is told, with its own words, and everything stays where it is', async () => {
    const home = temporaryHome()
    await run(home, loginArgs('--store', 'file'))
    for (const args of [['config', 'set', 'store', 'helper:pass'], loginArgs('--store', 'helper:pass')]) {
      expectError(await run(home, args), { code: 'store_unusable', message: 'docker-credential-pass' })
    }
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([storeFile(home)])
    expect(await run(home, ['auth', 'status'])).toMatchObject({ code: 0 })
  })
})

describeWith(
  ['docker-credential-secretservice', 'dbus-run-session', 'gnome-keyring-daemon', 'gdbus'],
  'the real docker-credential-secretservice',
  () => {
    it('keeps the key, gives it back, and is told to be locked when it is', async () => {
      const home = temporaryHome()
      const results = await inSession(
        home,
        [
          UNLOCKED,
          { dgsh: loginArgs('--store', 'helper:secretservice'), input: sandbox.apiKey },
          { dgsh: ['auth', 'status', '-o', 'json'] },
          LOCK,
          { dgsh: ['projects', 'list'] },
          { dgsh: ['config', 'set', 'store', 'file'] },
        ],
        { DGSH_API_URL: sandbox.apiUrl },
      )
      const [login, status, ...locked] = results
      expect(login?.code, login?.stderr).toBe(0)
      expect(JSON.parse(status?.stdout ?? '')).toMatchObject({ accepted: true })
      for (const result of locked) expectError(result, { code: 'store_locked', hint: 'unlock it' })
      expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([])
    })

    it('without a D-Bus is told', async () => {
      const result = await run(temporaryHome(), loginArgs('--store', 'helper:secretservice'))
      expectError(result, { code: 'store_unusable', message: 'docker-credential-secretservice' })
    })
  },
)

describe('a helper', () => {
  it('that is not installed is told', async () => {
    expectError(await run(temporaryHome(), loginArgs('--store', 'helper:nonesuch')), {
      code: 'store_unusable',
      message: 'docker-credential-nonesuch is not on PATH',
    })
  })

  it('that hangs is killed when its time is over', async () => {
    const fakes = fakePrograms()
    fakes.add('docker-credential-slow', { hangs: true })
    const started = Date.now()
    const result = await run(temporaryHome(), [...loginArgs('--store', 'helper:slow'), '--timeout', '2'], {
      PATH: fakes.directory,
    })
    expectError(result, { code: 'store_unusable', message: 'did not answer within 2 seconds' })
    expect(Date.now() - started).toBeLessThan(10_000)
  })

  it('that hangs with a child of its own is given up as well', async () => {
    const fakes = fakePrograms()
    const file = join(fakes.directory, 'docker-credential-slow')
    writeFileSync(file, '#!/bin/sh\n/bin/sleep 20\n')
    chmodSync(file, 0o755)
    const started = Date.now()
    const result = await run(temporaryHome(), [...loginArgs('--store', 'helper:slow'), '--timeout', '2'], {
      PATH: fakes.directory,
    })
    expectError(result, { code: 'store_unusable', message: 'did not answer within 2 seconds' })
    expect(Date.now() - started).toBeLessThan(10_000)
  })
})

describe('a command', () => {
  it('gives the key, and is run as it is, without a shell', async () => {
    const home = temporaryHome()
    writeFileSync(join(home.path, 'my key'), `${sandbox.apiKey}\n`, { mode: 0o600 })
    const command = `command:${findProgram('cat')} '${home.path}/my key'`
    expect(await useCommand(home, command)).toMatchObject({ code: 0 })
    expect(await run(home, ['projects', 'list'])).toMatchObject({ code: 0 })
    const status = await run(home, ['auth', 'status', '-o', 'json', '--debug'])
    expect(JSON.parse(status.stdout)).toMatchObject({ accepted: true, store: { value: command } })
    expect(holds(status.stdout + status.stderr, sandbox.apiKey)).toBe(false)
  })

  it.each([
    ['auth login', () => loginArgs('--store', 'command:/bin/cat key')],
    ['auth logout', () => ['auth', 'logout']],
  ])('cannot be written, says %s', async (_, args) => {
    const home = temporaryHome()
    await useCommand(home, 'command:/bin/cat key')
    expectError(await run(home, args()), { code: 'usage', message: 'can only be read, not written' })
  })

  it.each([
    ['that fails', 'command:/bin/sh -c "echo no such item >&2; exit 3"', 'ended with 3: no such item'],
    ['that is not there', 'command:/nowhere/op read x', '/nowhere/op is not on PATH'],
    ['that prints a page', 'command:/bin/echo two words', 'prints more than one word'],
    ['that hangs', 'command:/bin/sleep 20', 'did not answer within 2 seconds'],
  ])('%s is told', async (_, command, message) => {
    const home = temporaryHome()
    await useCommand(home, command)
    const result = await run(home, ['projects', 'list', '--timeout', '2'])
    expectError(result, { code: 'store_unusable', message })
  })

  it('that prints nothing has no key', async () => {
    const home = temporaryHome()
    await useCommand(home, 'command:/bin/echo')
    expectError(await run(home, ['projects', 'list']), { code: 'no_api_key' })
  })
})

describe('the file', () => {
  it('loses nothing when many dgsh write it at once', async () => {
    const home = temporaryHome()
    const names = Array.from({ length: 8 }, (_, number) => `p${number}`)
    const results = await Promise.all(
      names.map((name) => run(home, [...loginArgs('--store', 'file'), '--profile', name])),
    )
    expect(results.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual(names.map(() => 0))
    const kept = JSON.parse(readFileSync(storeFile(home), 'utf8'))
    expect(Object.keys(kept).sort()).toEqual(names.map((name) => entryFor(`api-key:${name}`, sandbox.apiUrl)))
    const config = JSON.parse(readFileSync(join(home.path, '.config', 'dgsh', 'config.json'), 'utf8'))
    expect(Object.keys(config.profiles).sort()).toEqual(names)
  })

  it('is written again after a dgsh that was killed while it held the lock', async () => {
    const home = temporaryHome()
    mkdirSync(dirname(storeFile(home)), { recursive: true, mode: 0o700 })
    mkdirSync(`${storeFile(home)}.lock`)
    expect(await run(home, loginArgs('--store', 'file'))).toMatchObject({ code: 0 })
  })
})
