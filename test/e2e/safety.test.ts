import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startApiServer } from '../helpers/api-server.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, dgshArgv, environmentOf, runDgsh, startDgsh } from '../helpers/dgsh.ts'
import { type FakeBehaviour, fakePrograms } from '../helpers/fake-engine.ts'
import { describeWith } from '../helpers/parts.ts'
import { watchProcesses } from '../helpers/process-watch.ts'
import type { ProgramResult } from '../helpers/run-program.ts'
import { CREDENTIALS_PATH, PROJECT_ID } from '../helpers/samples.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

// The sandbox's own API key and secret are the values that are searched for.
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

/** Runs dgsh, watching the processes, and expects that key and secret show nowhere but in the files named. */
async function sweep(
  args: readonly string[],
  options: DgshOptions & { home: TemporaryHome },
  files: { apiKey?: string[]; secret?: string[] } = {},
): Promise<ProgramResult> {
  const { value: result, commandLines } = await watchProcesses(() => runDgsh(args, options))
  const { path } = options.home
  for (const [value, expected] of [
    [sandbox.apiKey, files.apiKey],
    [sandbox.secret, files.secret],
  ] as const) {
    expect(holds(result.stdout, value), result.stdout).toBe(false)
    expect(holds(result.stderr, value), result.stderr).toBe(false)
    expect(commandLines.filter((line) => holds(line, value))).toEqual([])
    expect(filesThatHold(path, value)).toEqual((expected ?? []).map((name) => join(path, name)))
  }
  return result
}

const STORE = join('.local', 'state', 'dgsh', 'store.json')
const DOCKER = join('.docker', 'config.json')
const LOGIN = ['login', '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264', '--secret-stdin']

describe.each([[[]], [['--debug']]])('with %j', (flags) => {
  it.each([
    [0, ['auth', 'status']],
    [0, ['auth', 'status', '-o', 'json']],
    [0, ['auth', 'logout']],
    [0, ['projects', 'list']],
    [0, ['projects', 'use', '3f8b']],
    [0, ['creds', 'list', '-o', 'wide']],
    [0, ['creds', 'list', '-o', 'json']],
    [0, ['creds', 'show', '8b1f']],
    [7, ['creds', 'audit', '-o', 'wide']],
    [7, ['creds', 'audit', '-o', 'sarif']],
    [0, ['creds', 'history']],
    [4, ['creds', 'secret', '8b1f']],
    [4, ['creds', 'forget', '8b1f', '--yes']],
    [2, ['export', 'k8s', '8b1f', '--secret-stdin', '-q']],
    [2, ['export', 'k3s', '8b1f', '--no-input']],
    [0, ['where', '-o', 'wide']],
    [0, ['images', 'list', '--credential', '8b1f', '--secret-stdin']],
    [0, ['images', 'tags', 'api', '--credential', '8b1f', '--secret-stdin', '--limit', '2']],
    [
      7,
      [
        'images',
        'mirror',
        '--to',
        'r.test/x',
        '--image',
        'billing',
        '--plan',
        '--credential',
        '8b1f',
        '--secret-stdin',
      ],
    ],
    [2, ['exec', '8b1f', '--', '/bin/true']],
    [0, ['config', 'list']],
    [0, ['config', 'get', 'api_url']],
    [0, ['config', 'set', 'engine', 'docker']],
    [0, ['config', 'unset', 'engine']],
    [0, ['config', 'path']],
    [0, ['logout']],
    [0, ['doctor']],
    [0, ['doctor', '-o', 'json']],
    [0, ['sandbox', '--', '/bin/true']],
    [2, ['creds', 'list', '--nonsense']],
    [2, ['creds', 'show']],
    [4, ['creds', 'show', 'ffff']],
    [4, ['creds', 'list', '--project', 'nonsense']],
    [5, ['creds', 'list', '--api-url', 'http://127.0.0.1:1', '--timeout', '2']],
    [2, ['auth', 'login', '--key-stdin', '--store', 'file']],
  ])('ends with %i and keeps quiet: %j', async (code, args) => {
    const fakes = fakePrograms()
    fakes.add('docker')
    const env = { ...sandbox.environment, PATH: fakes.directory }
    // What is piped in where an API key is due is a secret, and is refused.
    const result = await sweep([...args, ...flags], { home: temporaryHome(), env, input: sandbox.secret })
    expect(result.code, result.stderr).toBe(code)
  })

  it('auth login keeps the key in the store, and nowhere else; what follows uses it', async () => {
    const home = temporaryHome()
    const env = { DGSH_API_URL: sandbox.apiUrl }
    const options = { home, env, input: sandbox.apiKey }
    const args = ['auth', 'login', '--key-stdin', '--store', 'file', '--project', sandbox.projectId]
    expect(await sweep([...args, ...flags], options, { apiKey: [STORE] })).toMatchObject({ code: 0 })
    for (const command of [
      ['auth', 'status'],
      ['creds', 'list'],
      ['creds', 'show', '8b1f'],
    ]) {
      expect(await sweep([...command, ...flags], options, { apiKey: [STORE] })).toMatchObject({ code: 0 })
    }
    expect(await sweep(['auth', 'logout', ...flags], options)).toMatchObject({ code: 0 })
  })

  it('auth login keeps nothing of a key that is refused', async () => {
    const args = ['auth', 'login', '--key-stdin', '--store', 'file', ...flags]
    const body = { err_code: 'INVALID_AUTH', err_msg: `Token ${sandbox.apiKey} is invalid.` }
    const api = await startApiServer({ 'GET /v1/projects': { status: 401, body } })
    const options = { home: temporaryHome(), env: { DGSH_API_URL: api.url }, input: sandbox.apiKey }
    expect(await sweep(args, options)).toMatchObject({ code: 3 })
  })

  it.each([400, 401, 403, 404, 500])('an answer of %i that says the key aloud', async (status) => {
    const said = `You sent Authorization: Token ${sandbox.apiKey}`
    const body = { err_code: 'X', err_msg: said, request_id: sandbox.apiKey }
    const api = await startApiServer({ [`GET ${CREDENTIALS_PATH}`]: { status, body } })
    const env = { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: sandbox.apiKey, DEEPGRAM_PROJECT_ID: PROJECT_ID }
    for (const format of ['table', 'json']) {
      const result = await sweep(['creds', 'list', '-o', format, ...flags], { home: temporaryHome(), env })
      expect(result.code).not.toBe(0)
    }
  })

  it.each<[string, (secret: string) => FakeBehaviour]>([
    ['succeeds', () => ({ stdout: 'Login Succeeded\n' })],
    ['fails', () => ({ exit: 1, stderr: 'unauthorized\n' })],
    ['says the secret aloud', (secret) => ({ exit: 1, stderr: `cannot log in with ${secret}\n` })],
    [
      'says it aloud, with an escape sequence inside',
      (secret) => ({ exit: 1, stderr: `no: ${secret.slice(0, 9)}\u001b[0m${secret.slice(9)}\n` }),
    ],
    ['says it aloud and succeeds', (secret) => ({ stdout: secret, stderr: `got ${secret}\n` })],
  ])('a login whose engine %s', async (_, behave) => {
    const fakes = fakePrograms()
    fakes.add('docker', behave(sandbox.secret))
    const env = { ...sandbox.environment, PATH: fakes.directory }
    await sweep([...LOGIN, ...flags], { home: temporaryHome(), env, input: sandbox.secret })
    expect(fakes.calls('docker')).toMatchObject([{ stdin: sandbox.secret }])
  })

  it('a login with an API key for a secret', async () => {
    const fakes = fakePrograms()
    fakes.add('docker')
    const env = { ...sandbox.environment, PATH: fakes.directory }
    const result = await sweep([...LOGIN, ...flags], { home: temporaryHome(), env, input: sandbox.apiKey })
    expect(result.code).toBe(2)
  })

  describeWith(['docker'], 'a login with the real docker', () => {
    const options = () => ({ home: temporaryHome(), env: sandbox.environment, input: sandbox.secret })

    it("leaves the secret in docker's own file only", async () => {
      expect(await sweep([...LOGIN, ...flags], options(), { secret: [DOCKER] })).toMatchObject({ code: 0 })
    })

    it('that is refused leaves it nowhere', async () => {
      const args = ['login', '11111111-1111-4111-8111-111111111111', '--secret-stdin', ...flags]
      expect(await sweep(args, options())).toMatchObject({ code: 6 })
    })
  })
})

describe('the environment of an engine', () => {
  it('has no API key and no secret, wherever they came from', async () => {
    const fakes = fakePrograms()
    fakes.add('docker')
    const env = { ...sandbox.environment, PATH: fakes.directory, OTHER: 'kept' }
    await runDgsh(LOGIN, { env, input: sandbox.secret })
    await runDgsh(['logout'], { env })
    const calls = fakes.calls('docker')
    expect(calls).toHaveLength(2)
    for (const { argv, environment } of calls) {
      expect(environment).toMatchObject({ OTHER: 'kept' })
      expect(environment).not.toHaveProperty('DEEPGRAM_API_KEY')
      const everything = JSON.stringify([argv, environment])
      expect(holds(everything, sandbox.apiKey) || holds(everything, sandbox.secret)).toBe(false)
    }
  })
})

describeWith(['strace', 'docker'], 'every program that a login starts', () => {
  it('gets the secret by standard input: it is in no argv, and key and secret are in no environment', async () => {
    const home = temporaryHome()
    const { result, executions } = await traceExecutions(dgshArgv(LOGIN), {
      env: environmentOf(home, sandbox.environment),
      input: sandbox.secret,
    })
    expect(result.code, result.stderr).toBe(0)
    const [dgsh, ...others] = executions
    expect(dgsh?.environment).toContain(`DEEPGRAM_API_KEY=${sandbox.apiKey}`)
    expect(others.map(({ argv }) => argv.join(' '))).toEqual([expect.stringContaining('docker login')])
    for (const { argv } of executions) {
      expect(argv.filter((word) => holds(word, sandbox.secret) || holds(word, sandbox.apiKey))).toEqual([])
    }
    for (const { environment } of others) {
      expect(
        environment.filter((line) => holds(line, sandbox.secret) || holds(line, sandbox.apiKey)),
      ).toEqual([])
    }
  })
})

describe('a login that is ended from outside', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s leaves nothing, the engine included', async (signal, code) => {
    const home = temporaryHome()
    const fakes = fakePrograms()
    fakes.add('docker', { hangs: true })
    const env = { ...sandbox.environment, PATH: fakes.directory }
    const running = startDgsh(LOGIN, { home, env, input: sandbox.secret })
    await expect.poll(() => fakes.calls('docker').length, { timeout: 20_000 }).toBe(1)
    running.kill(signal)
    expect(await running.ended).toEqual({ code, signal: null, stdout: '', stderr: '' })
    expect(filesThatHold(home.path, sandbox.secret)).toEqual([])
  })
})
