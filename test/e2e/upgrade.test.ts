import { cpSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { InterceptedRequest } from '../../src/sandbox/intercept.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { quote } from '../helpers/fake-engine.ts'
import { createdCredential, listIds, usernameIn } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { type RunningProgram, startProgram } from '../helpers/run-program.ts'
import { inSession, UNLOCKED } from '../helpers/secret-service.ts'
import { type TemporaryHome, temporaryDirectory, temporaryHome } from '../helpers/temporary.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const created = createdCredential(1)

/** A copy of the built program, of which an upgrade takes the parts away. */
function installation() {
  const directory = temporaryDirectory()
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(ROOT, name), join(directory, name), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
  const [node = ''] = dgshArgv([])
  return {
    argv: (args: readonly string[]) => [node, join(directory, 'bin', 'dgsh.js'), ...args],
    upgrade: () => rmSync(join(directory, 'dist'), { recursive: true, force: true }),
  }
}

const isChange = ({ server, method }: InterceptedRequest) => server === 'api' && method !== 'GET'
const isLogin = ({ server, path }: InterceptedRequest) => server === 'registry' && path !== '/v2/'

const CREATE = ['creds', 'create', '--comment', 'Edge 7', '--scope', 'api', '--login']

interface Case {
  store?: string
  /** True: docker is logged in with the credential of the sandbox before. */
  loggedIn?: boolean
  args: (sandbox: Sandbox) => readonly string[]
  input?: boolean
  /** The requests that wait when the upgrade comes. */
  waits?: (request: InterceptedRequest) => boolean
  /** What is so afterwards. */
  done: (sandbox: Sandbox, home: TemporaryHome) => Promise<unknown> | unknown
}

const dockerUser = (home: TemporaryHome, { registry }: Sandbox) =>
  usernameIn(join(home.dockerConfig, 'config.json'), registry)

const isCreated: Case['done'] = async (sandbox, home) => {
  expect(await listIds(sandbox)).toContain(created.id)
  expect(dockerUser(home, sandbox)).toBe(created.username)
}

const CASES: [title: string, one: Case][] = [
  ['a creation', { args: () => CREATE, done: isCreated }],
  ['a creation told as YAML', { args: () => [...CREATE, '-o', 'yaml'], done: isCreated }],
  [
    'a creation told as JSON with its secret',
    { args: () => [...CREATE, '--show-secret', '-o', 'json'], done: isCreated },
  ],
  [
    'a creation kept by pass',
    { store: 'helper:pass', args: () => CREATE, done: (sandbox) => listIds(sandbox) },
  ],
  [
    'a rotation',
    {
      loggedIn: true,
      args: ({ credentialId }) => ['creds', 'rotate', credentialId, '--yes'],
      async done(sandbox, home) {
        const ids = await listIds(sandbox)
        expect(ids).toContain(created.id)
        expect(ids).not.toContain(sandbox.credentialId)
        expect(dockerUser(home, sandbox)).toBe(created.username)
      },
    },
  ],
  [
    'a deletion',
    {
      args: ({ credentialId }) => ['creds', 'delete', credentialId, '--yes', '--force'],
      done: async (sandbox) => expect(await listIds(sandbox)).not.toContain(sandbox.credentialId),
    },
  ],
  [
    'a login',
    {
      args: ({ credentialId }) => ['login', credentialId, '--secret-stdin', '-o', 'yaml'],
      input: true,
      waits: isLogin,
      done: (sandbox, home) => expect(dockerUser(home, sandbox)).toBe(`deepgram+${sandbox.credentialId}`),
    },
  ],
]

async function logIn(
  { credentialId, secret }: Sandbox,
  { argv, env }: { argv: (args: readonly string[]) => string[]; env: Record<string, string> },
): Promise<void> {
  const args = argv(['login', credentialId, '--secret-stdin'])
  expect(await startProgram(args, { env, input: secret }).ended).toMatchObject({ code: 0 })
}

/** Starts a sandbox that has something done while the requests wait. */
async function sandboxWith(meanwhile: () => unknown, waits: Case['waits'] = isChange): Promise<Sandbox> {
  return startTestSandbox({
    intercept(request) {
      if (request.phase === 'acted' && waits(request)) meanwhile()
      return 'pass'
    },
  })
}

describeWith(['docker', 'docker-credential-pass', 'gpg', 'pass'], 'an upgrade while dgsh waits', () => {
  const start = async (
    { store = 'file', loggedIn, args, input, waits }: Case,
    alsoMeanwhile = (_: RunningProgram) => {},
  ) => {
    const { argv, upgrade } = installation()
    let running: RunningProgram | undefined
    const meanwhile = () => {
      upgrade()
      if (running !== undefined) alsoMeanwhile(running)
    }
    const sandbox = await sandboxWith(meanwhile, waits)
    const home = store === 'file' ? temporaryHome() : await homeWithPass()
    const env = environmentOf(home, { ...sandbox.environment, DOCKER_CONFIG: home.dockerConfig })
    await startProgram(argv(['config', 'set', 'store', store]), { env }).ended
    if (loggedIn === true) await logIn(sandbox, { argv, env })
    running = startProgram(argv(args(sandbox)), { env, ...(input === true ? { input: sandbox.secret } : {}) })
    return { result: await running.ended, sandbox, home, argv, env }
  }

  it.each(CASES)('does not keep it from its end: %s', async (_, one) => {
    const { result, sandbox, home, argv, env } = await start(one)
    expect(result, result.stderr).toMatchObject({ code: 0 })
    await one.done(sandbox, home)
    const again = await startProgram(argv(['creds', 'list']), { env }).ended
    expect(again.code, 'nothing is left of the program').not.toBe(0)
  })

  it.each(CASES)('does not keep it from ending in order at SIGTERM: %s', async (_, one) => {
    const { result } = await start(one, (running) => running.kill('SIGTERM'))
    // A deletion that is done is not undone.
    expect([0, 143], result.stderr).toContain(result.code)
    expect(result.stderr).not.toMatch(/bug in dgsh|missing/)
  })
})

describeWith(
  ['dbus-run-session', 'gnome-keyring-daemon'],
  'an upgrade while the keychain is to keep a secret',
  () => {
    it('does not keep a creation from its end', async () => {
      const { argv, upgrade } = installation()
      const sandbox = await sandboxWith(upgrade)
      const home = temporaryHome()
      const line = (args: readonly string[], file: string) =>
        `${argv(args).map(quote).join(' ')} >${quote(join(home.path, file))} 2>&1; echo $? >>${quote(join(home.path, file))}`
      await inSession(
        home,
        [UNLOCKED, line(['config', 'set', 'store', 'keychain'], 'set'), line(CREATE.slice(0, -1), 'created')],
        sandbox.environment,
      )
      const output = readFileSync(join(home.path, 'created'), 'utf8')
      expect(output).toMatch(/\n0\n$/)
      expect(output).toContain('keychain')
    })
  },
)

describe('an upgrade before anything is changed', () => {
  it('is told of, and nothing is changed', async () => {
    const { argv, upgrade } = installation()
    let hasStarted = false
    const sandbox = await sandboxWith(
      () => hasStarted && upgrade(),
      () => true,
    )
    const before = await listIds(sandbox)
    hasStarted = true
    const env = environmentOf(temporaryHome(), sandbox.environment)
    const args = ['creds', 'delete', sandbox.credentialId, '--yes', '--force']
    const result = await startProgram(argv(args), { env }).ended
    expectError(result, {
      code: 'failed',
      message: 'a part of dgsh is missing',
      hint: 'run the command again',
    })
    hasStarted = false
    expect(await listIds(sandbox)).toEqual(before)
  })
})
