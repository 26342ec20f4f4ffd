import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  loginIn,
  NOT_FOUND,
  ownHelperArgv,
  readState,
  runOwnHelper,
  stateDirectory,
  storeInput,
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
    // The Node that runs it may be of a package, too.
    const [node = ''] = ownHelperArgv([])
    const opened = lines.filter((line) => line.includes('openat(') && !line.includes(`"${node}"`))
    expect(opened.filter((line) => line.includes('node_modules'))).toEqual([])
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
