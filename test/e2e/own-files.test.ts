import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { createDoctor, goodHome } from '../helpers/doctor.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { leaveOperations, operation } from '../helpers/operations.ts'
import { describeWith } from '../helpers/parts.ts'
import { runProgram } from '../helpers/run-program.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const { expectFinding } = createDoctor(() => sandbox.environment)

const stateOf = ({ path }: TemporaryHome) => join(path, '.local', 'state', 'dgsh')
const FILES: Readonly<Record<string, (home: TemporaryHome) => string>> = {
  'config.json': ({ path }) => join(path, '.config', 'dgsh', 'config.json'),
  'store.json': (home) => join(stateOf(home), 'store.json'),
  'the journal': (home) => join(stateOf(home), 'journal', 'left-0001.json'),
  'the history': (home) => join(stateOf(home), 'history.jsonl'),
}
const fileOf = (home: TemporaryHome, name: string) => FILES[name]?.(home) ?? join(home.path, name)

const LIST = ['projects', 'list']
const ID = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'
const CREATE = ['creds', 'create', '--comment', 'x', '--scope', 'api']

/** The environment in which dgsh uses the files of the home itself; its store is the file, unless there is a config. */
const outside = (home: TemporaryHome, env = {}) => {
  const config = FILES['config.json']?.(home) ?? ''
  if (!isThere(config)) {
    const content = '{"profiles":{"default":{"store":"file"}}}'
    put(config, (path) => writeFileSync(path, content, { mode: 0o600 }))
  }
  const { DGSH_CONFIG_DIR: _, DGSH_STATE_DIR: __, ...environment } = sandbox.environment
  return { home, env: { ...environment, ...env } }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Puts something in the place of a file. */
function put(file: string, make: (path: string) => void): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  make(file)
}

describe('what is no file is not opened, where a file is expected', () => {
  const inPlaceOf: [name: string, args: string[], env: Record<string, string | undefined>][] = [
    ['config.json', ['config', 'list'], {}],
    ['config.json', ['config', 'set', 'engine', 'podman'], {}],
    ['config.json', ['doctor'], {}],
    ['store.json', LIST, { DEEPGRAM_API_KEY: undefined }],
    ['store.json', ['auth', 'logout'], {}],
    ['store.json', ['creds', 'secret', ID], {}],
    ['store.json', ['creds', 'forget', ID, '--yes'], {}],
    ['store.json', ['export', 'k8s', ID], {}],
    ['the journal', CREATE, {}],
    ['the history', ['creds', 'history'], {}],
  ]
  it.each(
    inPlaceOf.flatMap(([name, args, env]) => [
      [name, args, env, 'a named pipe', (path: string) => execFileSync('mkfifo', [path])] as const,
      [name, args, env, 'a device', (path: string) => symlinkSync('/dev/zero', path)] as const,
    ]),
  )('%s: %j %j: %s', async (name, args, env, _, make) => {
    const home = temporaryHome()
    const file = fileOf(home, name)
    put(file, make)
    const result = await runDgsh(args, outside(home, env))
    expectError(result, { code: 'file_unusable', message: /not a regular file/ })
    expect(result.stderr).toContain(file)
  })

  it('the history in a login: it is logged in, with a note', async () => {
    const home = temporaryHome()
    put(fileOf(home, 'the history'), (path) => execFileSync('mkfifo', [path]))
    const fakes = fakePrograms()
    fakes.add('docker')
    const result = await runDgsh(['login', sandbox.credentialId, '--secret-stdin'], {
      ...outside(home, { PATH: fakes.directory }),
      input: sandbox.secret,
    })
    expect(result.code, result.stderr).toBe(0)
    expect(result.stderr).toMatch(/^note: .*history.*not a regular file/m)
  })

  it.each([
    ['docker', ({ dockerConfig }: TemporaryHome) => join(dockerConfig, 'config.json')],
    ['podman', ({ authFile }: TemporaryHome) => authFile],
  ])("%s's file: it is not known what it holds", async (_, locate) => {
    const home = temporaryHome()
    const file = locate(home)
    execFileSync('rm', ['-f', file])
    put(file, (path) => execFileSync('mkfifo', [path]))
    const result = await runDgsh(['where'], outside(home))
    expect(result.stderr).toContain('it is not known which logins')
    expect(result.code, result.stderr).toBe(0)
  })

  it('a CA file', async () => {
    const home = temporaryHome()
    const file = join(home.path, 'ca.pem')
    execFileSync('mkfifo', [file])
    const env = { SSL_CERT_FILE: file, DGSH_API_URL: 'https://127.0.0.1:1' }
    const result = await runDgsh(LIST, outside(home, env))
    expect(result.code, result.stderr).toBe(1)
    expect(result.stderr).toContain(file)
  })
})

describe('what other users could have written is not used', () => {
  const journal = (home: TemporaryHome) =>
    leaveOperations(stateOf(home), operation({ targets: [{ kind: 'exec', command: ['/bin/true'] }] }))
  const text = (content: string) => (home: TemporaryHome, file: string) => {
    put(file, (path) => writeFileSync(path, content, { mode: 0o600 }))
    return home
  }
  const config = text('{"profiles":{"default":{"store":"command:/bin/true"}}}')
  const store = text('{}')

  it.each<[name: string, args: string[], make: (home: TemporaryHome, file: string) => unknown]>([
    ['config.json', LIST, config],
    ['config.json', ['config', 'set', 'engine', 'docker'], config],
    ['store.json', LIST, store],
    ['store.json', ['auth', 'logout'], store],
    ['store.json', ['creds', 'secret', ID], store],
    ['store.json', ['creds', 'forget', ID, '--yes'], store],
    ['store.json', ['export', 'k8s', ID], store],
    ['the journal', CREATE, journal],
    ['the journal', ['creds', 'rotate', '--resume', '--yes'], journal],
    ['the journal', ['creds', 'rotate', '--abort', '--yes'], journal],
  ])('%s, in %j', async (name, args, make) => {
    const home = temporaryHome()
    const file = fileOf(home, name)
    make(home, file)
    const options = outside(home, args === LIST ? { DEEPGRAM_API_KEY: undefined } : {})
    for (const [path, mode, fixed] of [
      [file, 0o666, 600],
      [file, 0o620, 600],
      [dirname(file), 0o777, 700],
    ] as const) {
      chmodSync(path, mode)
      const shown = mode.toString(8).padStart(4, '0')
      expectError(await runDgsh(args, options), {
        code: 'file_unusable',
        message: `other users can change ${path} (mode ${shown})`,
        hint: `chmod ${fixed} ${path}`,
      })
      chmodSync(path, fixed === 600 ? 0o600 : 0o700)
    }
    if (process.getuid?.() !== 0) return
    chownSync(file, 12345, 12345)
    expectError(await runDgsh(args, options), {
      code: 'file_unusable',
      message: 'belongs to another user (uid 12345)',
      hint: 'sudo chown 0',
    })
  })

  it.each([0o644, 0o640, 0o604])(
    'a store that others can read is refused, and told by doctor: %o',
    async (mode) => {
      const home = goodHome()
      const file = fileOf(home, 'store.json')
      put(file, (path) => writeFileSync(path, '{}'))
      chmodSync(file, mode)
      const message = `other users can read ${file}, which holds secrets`
      const { env } = outside(home)
      expectError(await runDgsh(LIST, { home, env: { ...env, DEEPGRAM_API_KEY: undefined } }), {
        code: 'file_unusable',
        message,
        hint: `chmod 600 ${file}`,
      })
      const own = { ...sandbox.environment, DGSH_CONFIG_DIR: undefined, DGSH_STATE_DIR: undefined }
      await expectFinding(['store', 'fail', new RegExp(`${file}, which holds secrets`), /^chmod 600/], {
        home,
        env: own,
      })
      chmodSync(file, 0o600)
      await expectFinding(['store', 'pass', /unencrypted, as it was chosen/], { home, env: own })
    },
  )
})

describe('a link to a volume that is not mounted', () => {
  it.each([
    ['config.json', ['config', 'set', 'engine', 'docker']],
    ['store.json', ['auth', 'login', '--key-stdin', '--store', 'file']],
    ['store.json', CREATE],
    ['the journal', CREATE],
  ])('%s stays one in %j', async (name, args) => {
    const home = temporaryHome()
    const file = fileOf(home, name)
    put(file, (path) => symlinkSync('/not/mounted/file', path))
    const options = { ...outside(home), input: sandbox.apiKey }
    const result = await runDgsh(args, options)
    expect(result.code, result.stderr).toBe(1)
    expect(result.stderr).toContain(`error: ${file} is a link to /not/mounted/file`)
    expect(lstatSync(file).isSymbolicLink()).toBe(true)
  })

  it('is told, with what to do', async () => {
    const home = temporaryHome()
    const directory = dirname(fileOf(home, 'config.json'))
    put(directory, (path) => symlinkSync('/not/mounted', path))
    const env = { ...sandbox.environment, DGSH_CONFIG_DIR: undefined }
    for (const args of [
      ['config', 'list'],
      ['config', 'set', 'engine', 'docker'],
    ]) {
      expectError(await runDgsh(args, { home, env }), {
        code: 'file_unusable',
        message: `${directory} is a link to /not/mounted, which does not exist`,
        hint: 'mount',
      })
    }
    expect(lstatSync(directory).isSymbolicLink()).toBe(true)
  })
})

describeWith(['strace'], 'what a dgsh that was killed was writing', () => {
  const logIn = ['auth', 'login', '--key-stdin', '--store', 'file']

  /** A home in which the first login was killed between writing the file and putting it in its place. */
  async function killed() {
    const home = temporaryHome()
    const { env } = outside(home, { DEEPGRAM_API_KEY: undefined, DEEPGRAM_PROJECT_ID: undefined })
    const api = { ...env, DGSH_API_URL: sandbox.apiUrl }
    const strace = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=rename,renameat,renameat2']
    const inject = ['-e', 'inject=rename,renameat,renameat2:signal=KILL:when=1']
    await runProgram(['strace', ...strace, ...inject, ...dgshArgv(logIn)], {
      env: environmentOf(home, api),
      input: sandbox.apiKey,
    })
    const left = () => readdirSync(stateOf(home)).filter((name) => name.includes('.tmp-'))
    expect(left()).toHaveLength(1)
    return { home, env: api, left }
  }

  it('is gone after the next change', async () => {
    const { left, ...options } = await killed()
    const again = await runDgsh(logIn, { ...options, input: sandbox.apiKey })
    expect(again.code, again.stderr).toBe(0)
    expect(left()).toEqual([])
  })

  it('is gone after a logout, though there is nothing to forget', async () => {
    const { left, ...options } = await killed()
    const out = await runDgsh(['auth', 'logout'], options)
    expect(out.code, out.stderr).toBe(0)
    expect(left()).toEqual([])
  })
})

describe('directories of logins that were lent', () => {
  it.runIf(process.getuid?.() === 0)('of other users stay, also for root', async () => {
    const home = temporaryHome()
    const base = home.env.TMPDIR ?? ''
    const old = new Date(Date.now() - 3_600_000)
    const [own, foreign] = ['dgsh-login-own', 'dgsh-login-foreign'].map((name) => join(base, name))
    for (const directory of [own, foreign]) {
      mkdirSync(directory ?? '')
      utimesSync(directory ?? '', old, old)
    }
    chownSync(foreign ?? '', 12345, 12345)
    const fakes = fakePrograms()
    fakes.add('skopeo')
    const args = [
      'images',
      'mirror',
      '--to',
      'registry.example',
      '--image',
      'api',
      '--credential',
      sandbox.credentialId,
      '--secret-stdin',
    ]
    const result = await runDgsh(args, {
      ...outside(home, { PATH: fakes.directory, XDG_RUNTIME_DIR: base }),
      input: sandbox.secret,
    })
    expect([existsSync(own ?? ''), existsSync(foreign ?? '')], result.stderr).toEqual([false, true])
  })
})

describe('a home in which nothing can be made', () => {
  it.each(['/proc', '/sys'])('%s: ends, with a sentence', async (path) => {
    const home = temporaryHome()
    const result = await runDgsh(['config', 'set', 'engine', 'docker'], { home, env: { HOME: path } })
    expectError(result, {
      code: 'file_unusable',
      message: `${path}/.config/dgsh/config.json cannot be written`,
    })
  })
})

describe('files that Windows has written', () => {
  it.each<[string, (text: string) => Buffer]>([
    ['with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['with line ends of its own', (text) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['in UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('config.json %s is read and can be changed', async (_, encode) => {
    const home = temporaryHome()
    const file = fileOf(home, 'config.json')
    const content = JSON.stringify({ profiles: { default: { engine: 'podman' } }, other: 1 }, null, 2)
    put(file, (path) => writeFileSync(path, encode(content), { mode: 0o600 }))
    expect((await runDgsh(['config', 'get', 'engine'], { home })).stdout).toBe('podman\n')
    expect(await runDgsh(['config', 'set', 'timeout', '9'], { home })).toMatchObject({ code: 0 })
    const profiles = { default: { engine: 'podman', timeout: '9' } }
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ profiles, other: 1 })
  })
})
