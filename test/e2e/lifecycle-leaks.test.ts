import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startApiServer } from '../helpers/api-server.ts'
import { type DgshOptions, dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { createdCredential, knownCredential, startRecordedSandbox } from '../helpers/lifecycle.ts'
import { listenOnLoopback } from '../helpers/loopback.ts'
import { putOnPath } from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { watchProcesses } from '../helpers/process-watch.ts'
import type { ProgramResult } from '../helpers/run-program.ts'
import { API_KEY, CREDENTIALS_PATH, idOf, listAnswer, PROJECT_ID, SECRET } from '../helpers/samples.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const STORE = join('.local', 'state', 'dgsh', 'store.json')
const DOCKER = join('.docker', 'config.json')

const old = knownCredential('8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264')
const [first, second] = [createdCredential(1), createdCredential(2)]
const CREATE = ['creds', 'create', '--comment', 'Edge 7', '--scope', 'api']

/** Where a value may be after a command: the files below the home, and stdout. */
interface Allowed {
  files?: string[]
  stdout?: boolean
}

/** Runs dgsh, watching the processes, and expects that each value is where it may be, and nowhere else. */
async function sweep(
  args: readonly string[],
  options: DgshOptions & { home: TemporaryHome },
  values: readonly (readonly [value: string, allowed: Allowed])[],
): Promise<ProgramResult> {
  const { value: result, commandLines } = await watchProcesses(() => runDgsh(args, options))
  for (const [value, { files = [], stdout = false }] of values) {
    expect(holds(result.stderr, value), result.stderr).toBe(false)
    expect(holds(result.stdout, value), result.stdout).toBe(stdout)
    expect(commandLines.filter((line) => holds(line, value))).toEqual([])
    const expected = files.map((name) => join(options.home.path, name))
    expect(filesThatHold(options.home.path, value).sort()).toEqual(expected.sort())
  }
  return result
}

async function homeWithFile(): Promise<TemporaryHome> {
  const home = temporaryHome()
  await runDgsh(['config', 'set', 'store', 'file'], { home })
  return home
}

describe.each([[[]], [['--debug']]])('with %j', (flags) => {
  it.each<[string[], Allowed]>([
    [[], { files: [STORE] }],
    [['-o', 'json'], { files: [STORE] }],
    [['--show-secret'], { files: [STORE], stdout: true }],
    [['--show-secret', '-o', 'json'], { files: [STORE], stdout: true }],
    [['--secret-file', 'secret'], { files: [STORE, 'secret'] }],
    [['--dry-run'], {}],
  ])('creds create %j has the secret where that was asked for only', async (args, allowed) => {
    const { sandbox } = await startRecordedSandbox()
    const options = { home: await homeWithFile(), env: sandbox.environment }
    const result = await sweep([...CREATE, ...args, ...flags], options, [
      [sandbox.apiKey, {}],
      [first.secret, allowed],
    ])
    expect(result.code, result.stderr).toBe(0)
  })

  it.each(['k8s', 'docker-config', 'k3s'])('export %s has it on stdout, or in the file', async (verb) => {
    const { sandbox } = await startRecordedSandbox()
    const options = { home: await homeWithFile(), env: sandbox.environment }
    await runDgsh(CREATE, options)
    for (const [args, allowed, code] of [
      [[], { files: [STORE], stdout: true }, 0],
      [['--file', 'exported'], { files: [STORE, 'exported'] }, 0],
      [['--file', 'exported'], { files: [STORE, 'exported'] }, 1],
      [['-q'], { files: [STORE, 'exported'] }, 2],
    ] as const) {
      const result = await sweep(['export', verb, first.id, ...args, ...flags], options, [
        [sandbox.apiKey, {}],
        [first.secret, { ...allowed, files: [...allowed.files] }],
      ])
      expect(result.code, result.stderr).toBe(code)
    }
  })

  it('creds secret has it on stdout, or in the file that was asked for; creds forget removes it', async () => {
    const { sandbox } = await startRecordedSandbox()
    const options = { home: await homeWithFile(), env: sandbox.environment }
    await runDgsh(CREATE, options)
    const secret = ['creds', 'secret', first.id, ...flags]
    const step = async (args: string[], allowed: Allowed, code = 0) => {
      const result = await sweep([...secret, ...args], options, [
        [sandbox.apiKey, {}],
        [first.secret, allowed],
      ])
      expect(result.code, result.stderr).toBe(code)
    }
    for (const format of ['table', 'json', 'yaml', 'csv'])
      await step(['-o', format], { files: [STORE], stdout: true })
    await step(['-q'], { files: [STORE] }, 2)
    await step(['--file', 'secret'], { files: [STORE, 'secret'] })
    await step(['--file', 'secret'], { files: [STORE, 'secret'] }, 1)
    const forgotten = await sweep(['creds', 'forget', first.id, '--yes', ...flags], options, [
      [sandbox.apiKey, {}],
      [first.secret, { files: ['secret'] }],
    ])
    expect(forgotten.code, forgotten.stderr).toBe(0)
  })

  describeWith(['docker'], 'the life of a secret', () => {
    it('by docker: created, kept beside its successor, given back, rotated and deleted', async () => {
      const { sandbox } = await startRecordedSandbox()
      const home = await homeWithFile()
      const env = { ...sandbox.environment, XDG_RUNTIME_DIR: home.env.TMPDIR }
      const options = { home, env, input: old.secret }
      const step = async (args: string[], ofOld: string[], ofFirst: string[], ofSecond: string[]) => {
        const result = await sweep([...args, ...flags], options, [
          [sandbox.apiKey, {}],
          [old.secret, { files: ofOld }],
          [first.secret, { files: ofFirst }],
          [second.secret, { files: ofSecond }],
        ])
        expect(result.code, result.stderr).toBe(0)
      }
      await step(['login', old.id, '--secret-stdin'], [DOCKER], [], [])
      // The login of a command is there while it runs only.
      const lent = ['exec', ...flags, old.id, '--', 'sh', '-c', 'docker context ls -q']
      await step(lent, [DOCKER], [], [])
      // For as long as there is a way back, the old one is in the store.
      await step(['creds', 'rotate', old.id, '--keep-old'], [STORE], [STORE, DOCKER], [])
      await step(['creds', 'rotate', old.id, '--abort', '--yes'], [DOCKER], [], [])
      await step(['creds', 'rotate', old.id, '--yes'], [], [], [STORE, DOCKER])
      await step(['creds', 'delete', second.id, '--yes', '--force'], [], [], [DOCKER])
      await step(['logout'], [], [], [])
    })
  })

  describeWith(['docker'], 'dgsh helper', () => {
    it('has the secret where the engine or dgsh stores it, and in no difference, state or log', async () => {
      const { sandbox } = await startRecordedSandbox()
      const home = await homeWithFile()
      putOnPath(home)
      const options = { home, env: sandbox.environment, input: old.secret }
      const step = async (args: string[], files: string[]) => {
        const result = await sweep([...args, ...flags], options, [
          [sandbox.apiKey, {}],
          [old.secret, { files }],
        ])
        expect(result.code, result.stderr).toBe(0)
      }
      await step(['login', old.id, '--secret-stdin'], [DOCKER])
      await step(['helper', 'install', '--dry-run'], [DOCKER])
      await step(['helper', 'install', '--dry-run', '-o', 'json'], [DOCKER])
      await step(['helper', 'install', '-o', 'json'], [STORE])
      await step(['helper', 'status'], [STORE])
      await step(['helper', 'status', '-o', 'json'], [STORE])
      await step(['login', old.id], [STORE])
      await step(['where'], [STORE])
      await step(['doctor', '--all'], [STORE])
      await step(['helper', 'uninstall', '--dry-run', '-o', 'json'], [STORE])
      await step(['helper', 'uninstall'], [STORE, DOCKER])
    })
  })

  it('an answer to create that says key and secret aloud, and those after it', async () => {
    const id = idOf(7)
    const said = `key ${API_KEY}, secret ${SECRET}, ${Buffer.from(SECRET).toString('base64')}`
    const failure = (message: string) => ({ status: 400, body: { err_code: 'X', err_msg: message } })
    const query = 'provider=quay&scopes=self-hosted%3Aproduct%3Aapi'
    const api = await startApiServer({
      [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer() },
      // Without scopes it is asked for once more.
      [`POST ${CREDENTIALS_PATH}?${query}`]: {
        body: {
          distribution_credentials_id: id,
          provider: 'quay',
          secret: SECRET,
          created: '2026-01-01T00:00:00Z',
        },
      },
      [`GET ${CREDENTIALS_PATH}/${id}`]: failure(said),
      [`DELETE ${CREDENTIALS_PATH}/${id}`]: failure(`not with ${API_KEY}`),
    })
    const env = { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID }
    for (const format of ['table', 'json']) {
      const options = { home: await homeWithFile(), env }
      const values: [string, Allowed][] = [
        [API_KEY, {}],
        [SECRET, { files: [STORE] }],
      ]
      const create = await sweep([...CREATE, '-o', format, ...flags], options, values)
      expect(create.code).not.toBe(0)
      const abort = ['creds', 'create', '--abort', '--yes', '-o', format, ...flags]
      expect((await sweep(abort, options, values)).code).not.toBe(0)
    }
  })

  it('a registry that says the secret aloud', async () => {
    const { sandbox } = await startRecordedSandbox()
    const server = createServer(({ headers, url = '' }, answer) => {
      const [, basic = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
      const message = `no: ${Buffer.from(basic, 'base64').toString('utf8')} ${basic}`
      const realm = `Bearer realm="http://${headers.host}/v2/auth",service="x"`
      answer.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': realm })
      answer.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message }], url }))
    })
    const registry = `127.0.0.1:${await listenOnLoopback(server)}`
    const options = { home: await homeWithFile(), env: { ...sandbox.environment, DGSH_REGISTRY: registry } }
    const args = ['creds', 'rotate', old.id, '--keep-old', '--wait', '0', ...flags]
    const result = await sweep(args, options, [
      [sandbox.apiKey, {}],
      [first.secret, { files: [STORE] }],
    ])
    expect(result.code, result.stderr).toBe(6)
  })
})

describeWith(['strace', 'docker'], 'every program that is started', () => {
  it.each([
    ['creds create --login', [...CREATE, '--login', '--engine', 'docker']],
    ['creds rotate', ['creds', 'rotate', old.id, '--yes']],
  ])('by %s has key and secrets in no argv, and in no environment of a child', async (_, args) => {
    const { sandbox } = await startRecordedSandbox()
    const home = await homeWithFile()
    const options = { home, env: sandbox.environment, input: old.secret }
    await runDgsh(['login', old.id, '--secret-stdin'], options)
    const env = environmentOf(home, sandbox.environment)
    const { result, executions } = await traceExecutions(dgshArgv(args), { env })
    expect(result.code, result.stderr).toBe(0)
    expect(executions.map(({ argv }) => argv.join(' '))).toContainEqual(
      expect.stringContaining('docker login'),
    )
    const [, ...others] = executions
    const words = [
      ...executions.flatMap(({ argv }) => argv),
      ...others.flatMap(({ environment }) => environment),
    ]
    for (const value of [sandbox.apiKey, old.secret, first.secret])
      expect(words.filter((word) => holds(word, value))).toEqual([])
  })
})
