import { chmodSync, chownSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { withoutRootsPower } from '../helpers/dgsh.ts'
import {
  loginIn,
  NOT_FOUND,
  runOwnHelper,
  stateDirectory,
  storeInput,
  writeState,
} from '../helpers/own-helper.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { chooseStore, type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const ID = idOf(7)
const LOGIN = { username: `deepgram+${ID}`, secret: SECRET }

let home: TemporaryHome
beforeEach(() => {
  home = temporaryHome()
  chooseStore(home, 'file')
})

const run = (verb: string, input = '', options = {}) => runOwnHelper([verb], input, { home, ...options })
const logIn = (login = LOGIN, server = 'quay.io') => run('store', storeInput(server, login))

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
