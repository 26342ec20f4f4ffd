import { chmodSync, chownSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { withoutRootsPower } from '../helpers/dgsh.ts'
import {
  loginIn,
  NOT_FOUND,
  readState,
  runOwnHelper,
  stateDirectory,
  storeInput,
  writeState,
} from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { runProgram } from '../helpers/run-program.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { chooseStore, type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const ID = idOf(7)
const LOGIN = { username: `deepgram+${ID}`, secret: SECRET }
const USAGE = 'Usage: docker-credential-dgsh <store|get|erase|list|version>\n'

let home: TemporaryHome
beforeEach(() => {
  home = temporaryHome()
  chooseStore(home, 'file')
})

const run = (verb: string, input = '', options = {}) => runOwnHelper([verb], input, { home, ...options })
const logIn = (login = LOGIN, server = 'quay.io') => run('store', storeInput(server, login))

describe('docker-credential-dgsh', () => {
  it('gives back what it was given, and lists and erases it', async () => {
    expect(await logIn()).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(await run('get', 'quay.io')).toEqual({
      ...{ code: 0, signal: null, stderr: '' },
      stdout: `{"ServerURL":"quay.io","Username":"${LOGIN.username}","Secret":"${SECRET}"}\n`,
    })
    expect(await run('list', 'unused')).toMatchObject({
      code: 0,
      stdout: `{"quay.io":"${LOGIN.username}"}\n`,
    })
    expect(await run('erase', 'quay.io')).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(await run('get', 'quay.io')).toMatchObject({ ...NOT_FOUND, stderr: '' })
    expect(await run('list', 'unused')).toMatchObject({ code: 0, stdout: '{}\n' })
  })

  it('keeps the secret where dgsh keeps that of the credential, also when the login is erased', async () => {
    await logIn()
    expect(readState(home, 'store')).toEqual({ [`secret:${ID}`]: SECRET })
    expect(readState(home, 'helper')).toMatchObject({
      logins: { 'quay.io': { username: LOGIN.username, store: 'file', entry: `secret:${ID}` } },
    })
    await run('erase', 'quay.io')
    expect(readState(home, 'store')).toEqual({ [`secret:${ID}`]: SECRET })
    for (const name of ['store', 'helper'])
      expect(statSync(join(stateDirectory(home), `${name}.json`)).mode & 0o777).toBe(0o600)
  })

  it('keeps the login of somebody else under a name of its own, and deletes it when it is erased or replaced', async () => {
    const somebody = { username: 'org+robot:1/ü', secret: 'a secret' }
    await logIn(somebody)
    expect(loginIn(await run('get', 'quay.io'))).toMatchObject({
      Username: somebody.username,
      Secret: 'a secret',
    })
    expect(readState(home, 'store')).toEqual({ 'login:org_2brobot_3a1_2f_c3_bc@quay.io': 'a secret' })
    await logIn()
    expect(readState(home, 'store')).toEqual({ [`secret:${ID}`]: SECRET })
    await logIn({ ...somebody, username: 'u'.repeat(5000) })
    expect(loginIn(await run('get', 'quay.io'))).toMatchObject({ Username: 'u'.repeat(5000) })
    await run('erase', 'quay.io')
    expect(readState(home, 'store')).toEqual({ [`secret:${ID}`]: SECRET })
  })

  it('writes nothing for what is there already', async () => {
    await logIn()
    const files = ['store', 'helper'].map((name) => join(stateDirectory(home), `${name}.json`))
    const before = files.map((file) => statSync(file).ino)
    expect(await logIn()).toMatchObject({ code: 0 })
    expect(files.map((file) => statSync(file).ino)).toEqual(before)
  })

  it.each([
    ...['quay.io\n', 'quay.io\r\n', ' quay.io ', 'https://quay.io', 'http://quay.io/', 'https://quay.io/v1/'],
    ...['QUAY.IO', 'HTTPS://Quay.io', 'quay.io/deepgram', 'https://quay.io/v2/?x#y'],
  ])('knows quay.io by %j', async (server) => {
    await logIn(LOGIN, 'HTTPS://Quay.io/v1/')
    expect(loginIn(await run('get', server))).toEqual({
      ServerURL: server.trim(),
      Username: LOGIN.username,
      Secret: SECRET,
    })
    expect(await run('erase', server)).toMatchObject({ code: 0, stderr: '' })
    expect(await run('get', server)).toMatchObject(NOT_FOUND)
  })

  it.each(['quay.io:443', 'xquay.io', 'quay.io.example.com', 'constructor', '__proto__', 'https://'])(
    'does not take %j for quay.io',
    async (server) => {
      await logIn()
      expect(await run('get', server)).toMatchObject(NOT_FOUND)
      expect(await run('erase', server)).toMatchObject({ code: 0 })
      expect(await run('get', 'quay.io')).toMatchObject({ code: 0 })
    },
  )

  it('keeps a login for each registry that it is led to, each with the port', async () => {
    const env = { DGSH_REGISTRY: 'registry.example.com:5000' }
    const other = { username: LOGIN.username, secret: 'of the other' }
    await logIn()
    await run('store', storeInput('https://Registry.example.com:5000/v2/', other), { env })
    expect(loginIn(await run('get', 'registry.example.com:5000'))).toMatchObject({ Secret: 'of the other' })
    expect(loginIn(await run('get', 'quay.io', { env }))).toMatchObject({ Secret: SECRET })
    expect(Object.keys(readState(home, 'store'))).toEqual([
      ...[`secret:${ID}`, `secret:${ID}@registry.example.com_3a5000`],
    ])
  })
})

describe('as docker’s own helpers', () => {
  it.each([
    ['get', '', 'no credentials server URL\n'],
    ['get', '\r\n', 'no credentials server URL\n'],
    ['store', '{"Username":"u","Secret":"s"}', 'no credentials server URL\n'],
    ['store', '{"ServerURL":"quay.io","Secret":"s"}', 'no credentials username\n'],
    ['unknown', '', 'docker-credential-dgsh: unknown action: unknown\n'],
  ])('it answers %s of %j with %j', async (verb, input, stdout) => {
    expect(await run(verb, input)).toMatchObject({ code: 1, stdout })
  })

  it.each([[[]], [['get', 'quay.io']], [['get', 'get', 'get']]])(
    'it takes one argument: %j',
    async (args) => {
      expect(await runOwnHelper(args, 'quay.io', { home })).toMatchObject({ code: 1, stdout: USAGE })
    },
  )

  it.each(['version', '--version', '-v'])('%s says what it is', async (verb) => {
    const version = JSON.parse(readFileSync('package.json', 'utf8')).version
    expect(await run(verb)).toMatchObject({ code: 0, stdout: `docker-credential-dgsh (dgsh) ${version}\n` })
  })

  it.each(['--help', '-h'])('%s says how it is called', async (verb) => {
    expect(await run(verb)).toMatchObject({ code: 0, stdout: USAGE })
  })

  it.each(['not JSON', '[]', '"x"', 'null', '{"ServerURL":1,"Username":"u","Secret":"s"}', ''])(
    'it refuses to store %j',
    async (input) => {
      const { code, stdout, stderr } = await run('store', input)
      expect(code).toBe(1)
      expect(stdout).toMatch(/^the request is not a JSON object/)
      expect(stderr).toMatch(/^error: the request is not a JSON object/)
    },
  )

  it('it keeps 200 KB as well as a few bytes, whatever is in them', async () => {
    for (const secret of ['x'.repeat(200 * 1024), 'a\n"b"\\\u0000é\u{1f511}<>&', ' ']) {
      expect(await logIn({ ...LOGIN, secret })).toMatchObject({ code: 0, stderr: '' })
      expect(loginIn(await run('get', 'quay.io'))).toMatchObject({ Secret: secret })
    }
    expect(await run('get', 'x'.repeat(200 * 1024))).toMatchObject(NOT_FOUND)
  })

  it('it refuses what no login is as long as, and an empty secret', async () => {
    expect(await logIn({ ...LOGIN, secret: 'x'.repeat(2 * 1024 * 1024) })).toMatchObject({ code: 1 })
    expect(await logIn({ ...LOGIN, secret: '' })).toMatchObject({ code: 1 })
    expect(existsSync(join(stateDirectory(home), 'store.json'))).toBe(false)
  })
})

describe('without a store', () => {
  it('a login is refused, with the command that chooses one', async () => {
    home = temporaryHome()
    const { code, stdout, stderr } = await logIn()
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        'no store is chosen in which dgsh could keep the login; choose one and log in again: dgsh config set store keychain\n',
    })
    expect(stderr).toContain('hint: choose one and log in again: dgsh config set store keychain\n')
    expect(existsSync(stateDirectory(home))).toBe(false)
  })
})

describe('a file that cannot be used', () => {
  const BROKEN: [what: string, spoil: () => void, cause: RegExp][] = [
    ['helper.json is no JSON', () => void writeState(home, 'helper', '{'), /helper\.json is not valid JSON/],
    [
      'helper.json is another thing',
      () => void writeState(home, 'helper', { logins: [] }),
      /does not look like a file of dgsh/,
    ],
    [
      'helper.json can be changed by others',
      () => chmodSync(stateFile('helper'), 0o666),
      /other users can change/,
    ],
    ['store.json is no JSON', () => void writeState(home, 'store', '{'), /store\.json is not valid JSON/],
    ['store.json can be read by others', () => chmodSync(stateFile('store'), 0o644), /other users can read/],
    [
      'the directory can be changed by others',
      () => chmodSync(stateDirectory(home), 0o777),
      /other users can change/,
    ],
  ]
  const stateFile = (name: string) => join(stateDirectory(home), `${name}.json`)

  it.each(BROKEN)('is a cause, never "not found", and says no secret: %s', async (_, spoil, cause) => {
    await logIn()
    spoil()
    const { code, stdout, stderr } = await run('get', 'quay.io')
    expect(code).toBe(1)
    expect(stdout).toMatch(cause)
    expect(stdout.trimEnd()).not.toContain('\n')
    expect(stderr).toMatch(cause)
    expect(stdout + stderr).not.toContain(SECRET)
    expect(await run('erase', 'quay.io')).toMatchObject({ code: 0, stdout: '' })
  })

  it.runIf(process.getuid?.() === 0)('belongs to another user', async () => {
    await logIn()
    chownSync(stateFile('store'), 12_345, 12_345)
    const { code, stdout } = await run('get', 'quay.io')
    expect({ code, stdout }).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('belongs to another user'),
    })
    // What root uses under sudo may belong to the user who called it.
    expect(await run('get', 'quay.io', { env: { SUDO_UID: '12345' } })).toMatchObject({ code: 0 })
  })

  it('cannot be written: erase ends with 0 all the same, and store does not', async () => {
    await logIn()
    chmodSync(stateDirectory(home), 0o500)
    const wrapper = withoutRootsPower()
    const erased = await run('erase', 'quay.io', { wrapper })
    expect(erased).toMatchObject({ code: 0, stdout: '' })
    expect(erased.stderr).toMatch(/cannot be written \(EACCES\)/)
    const stored = await run('store', storeInput('quay.io', { ...LOGIN, secret: 'new' }), { wrapper })
    expect(stored.code).toBe(1)
    expect(stored.stdout).toMatch(/cannot be written \(EACCES\)/)
    chmodSync(stateDirectory(home), 0o700)
  })

  it('a secret that is no longer there is no login, and that is said', async () => {
    await logIn()
    writeState(home, 'store', {})
    expect(await run('get', 'quay.io')).toMatchObject({
      ...NOT_FOUND,
      stderr: `note: the secret of ${LOGIN.username} is no longer in the store file; to log in again: dgsh login\n`,
    })
  })
})

describe('many at once', () => {
  it('lose nothing', async () => {
    await logIn()
    const registries = Array.from({ length: 10 }, (_, number) => `registry-${number}.example.com`)
    const results = await Promise.all([
      ...registries.map((host) =>
        run('store', storeInput(host, { username: 'u', secret: `of ${host}` }), {
          env: { DGSH_REGISTRY: host },
        }),
      ),
      ...Array.from({ length: 10 }, () => run('get', 'quay.io')),
    ])
    expect(results.filter(({ code }) => code !== 0)).toEqual([])
    for (const { stdout } of results.slice(10)) expect(stdout).toContain(`"Secret":"${SECRET}"`)
    for (const host of registries)
      expect(loginIn(await run('get', host))).toMatchObject({ Secret: `of ${host}` })
  })
})

describe('where it runs', () => {
  it('uses the home directory of the account without HOME, and the directories that dgsh is given', async () => {
    const [state, config] = [join(home.path, 'state'), join(home.path, 'config')]
    const env = {
      HOME: undefined,
      DGSH_STATE_DIR: state,
      DGSH_CONFIG_DIR: join(home.path, '.config', 'dgsh'),
    }
    await run('store', storeInput('quay.io', LOGIN), { env })
    expect(existsSync(join(state, 'helper.json'))).toBe(true)
    expect(loginIn(await run('get', 'quay.io', { env: { ...env, DGSH_CONFIG_DIR: config } }))).toMatchObject({
      Secret: SECRET,
    })
    expect(loginIn(await run('get', 'quay.io', { env: { DGSH_STATE_DIR: 'state' } }))).toMatchObject({
      Secret: SECRET,
    })
    expect(await run('get', 'quay.io')).toMatchObject(NOT_FOUND)
  })

  it('keeps logins in the store of the profile in use', async () => {
    const env = { DGSH_PROFILE: 'other' }
    expect(await run('store', storeInput('quay.io', LOGIN), { env })).toMatchObject({ code: 1 })
    expect(await run('get', 'quay.io', { env: { DGSH_PROFILE: 'no such/profile' } })).toMatchObject(NOT_FOUND)
  })

  it('says each step under DGSH_DEBUG, without the secret', async () => {
    await logIn()
    const { stdout, stderr } = await run('get', 'quay.io', { env: { DGSH_DEBUG: '1' } })
    expect(JSON.parse(stdout)).toMatchObject({ Secret: SECRET })
    expect(stderr).toContain(`debug: store file: found secret:${ID}`)
    expect(stderr).not.toContain(SECRET)
  })

  it.each(['stream,child_process,fs', '*'])('says nothing secret with NODE_DEBUG=%s', async (NODE_DEBUG) => {
    for (const [verb, input] of [
      ['store', storeInput('quay.io', LOGIN)],
      ['get', 'quay.io'],
    ] as const) {
      const { code, stderr } = await run(verb, input, { env: { NODE_DEBUG } })
      expect(code, stderr).toBe(0)
      expect(stderr).not.toContain(SECRET)
    }
  })
})

describeWith(['unshare'], 'without a network', () => {
  it('every verb works, as none needs one', async () => {
    const wrapper = ['unshare', '--net', '--map-root-user']
    expect(await run('store', storeInput('quay.io', LOGIN), { wrapper })).toMatchObject({ code: 0 })
    expect(loginIn(await run('get', 'quay.io', { wrapper }))).toMatchObject({ Secret: SECRET })
    expect(await run('list', '', { wrapper })).toMatchObject({ code: 0 })
    expect(await run('erase', 'quay.io', { wrapper })).toMatchObject({ code: 0 })
  })
})

describeWith(['strace'], 'what get does', () => {
  it('opens no socket, starts no program, and reads no file of a package', async () => {
    await logIn()
    const trace = join(home.path, 'trace')
    const { code } = await run('get', 'quay.io', {
      wrapper: ['strace', '-f', '-qq', '-e', 'trace=socket,connect,execve,openat', '-o', trace],
    })
    expect(code).toBe(0)
    const lines = readFileSync(trace, 'utf8').split('\n')
    expect(lines.filter((line) => /socket\(|connect\(/.test(line))).toEqual([])
    expect(lines.filter((line) => line.includes('execve('))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('node_modules'))).toEqual([])
    const loaded = lines.flatMap((line) => /openat\(\w+, "([^"]+\.c?js)"/.exec(line)?.[1] ?? [])
    expect(loaded.map((file) => file.replace(/^.*\/(?=[^/]+\/[^/]+$)/, ''))).toEqual([
      ...['bin/docker-credential-dgsh.js', 'dist/helper-get.cjs'],
    ])
  })
})

it('loads nothing for get but what Node has at hand', async () => {
  const text = readFileSync('dist/helper-get.cjs', 'utf8')
  const loaded = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name)
  expect(loaded.sort()).toEqual(['node:fs', 'node:os', 'node:path'])
  expect(text).not.toMatch(/\bimport\(/)
  expect(text.length).toBeLessThan(24 * 1024)
})

it('ends when nobody reads the answer', async () => {
  await logIn()
  const argv = [
    '/bin/sh',
    '-c',
    '"$@" | true',
    'sh',
    process.execPath,
    'bin/docker-credential-dgsh.js',
    'get',
  ]
  expect(await runProgram(argv, { env: home.env, input: 'quay.io', cwd: process.cwd() })).toMatchObject({
    stderr: '',
  })
})
