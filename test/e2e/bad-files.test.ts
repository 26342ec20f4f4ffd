import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { atEnd } from '../helpers/cleanup.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh, withoutRootsPower } from '../helpers/dgsh.ts'
import { type ExpectedError, expectError, expectJsonError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const configFile = (home: TemporaryHome) => join(home.path, '.config', 'dgsh', 'config.json')
const storeFile = (home: TemporaryHome) => join(home.path, '.local', 'state', 'dgsh', 'store.json')

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, content, { mode: 0o600 })
}

describe('a config file', () => {
  it.each([
    ['that is cut off', '{"profiles":{"default":'],
    ['that is no JSON', 'profile: default\n'],
    ['that is binary', '\u0000\u0001\u0002'],
    ['that is an array', '[]'],
    ['that is null', 'null'],
    ['with profiles that are a list', '{"profiles":[]}'],
    ['with a profile that is a text', '{"profiles":{"default":"x"}}'],
    ['with a list for a text', '{"profiles":{"default":{"timeout":[30]}}}'],
  ])('%s is told, and left alone', async (_, content) => {
    const home = temporaryHome()
    write(configFile(home), content)
    const expected: ExpectedError = { code: 'config_invalid', message: configFile(home) }
    for (const args of [
      ['creds', 'list'],
      ['config', 'set', 'engine', 'podman'],
      ['auth', 'logout'],
    ]) {
      const result = await runDgsh(args, { home, env: sandbox.environment })
      expectError(result, expected)
    }
    expectJsonError(
      await runDgsh(['auth', 'status', '-o', 'json'], { home, env: sandbox.environment }),
      expected,
    )
    expect(readFileSync(configFile(home), 'utf8')).toBe(content)
  })

  it('with a bad value is told, with the key and the profile, and can be mended', async () => {
    const home = temporaryHome()
    write(configFile(home), '{"profiles":{"default":{"output":"fancy","unknown":"kept"}},"other":1}')
    expectError(await runDgsh(['creds', 'list'], { home, env: sandbox.environment }), {
      code: 'usage',
      message: 'output of profile default',
    })
    expect(await runDgsh(['config', 'unset', 'output'], { home })).toMatchObject({ code: 0 })
    expect(JSON.parse(readFileSync(configFile(home), 'utf8'))).toEqual({
      profiles: { default: { unknown: 'kept' } },
      other: 1,
    })
  })

  it('that is a directory is told', async () => {
    const home = temporaryHome()
    mkdirSync(configFile(home), { recursive: true })
    expectError(await runDgsh(['config', 'list'], { home }), {
      code: 'file_unusable',
      message: configFile(home),
    })
  })
})

describe('a store that does not parse', () => {
  it.each(['{"api-key:default"', '[]', '{"api-key:default":5}'])(
    '%s is told, and left alone',
    async (content) => {
      const home = temporaryHome()
      write(storeFile(home), content)
      const env = { DGSH_API_URL: sandbox.apiUrl }
      const expected: ExpectedError = { code: 'config_invalid', message: storeFile(home) }
      expectError(await runDgsh(['projects', 'list'], { home, env }), expected)
      const result = await runDgsh(['auth', 'login', '--key-stdin', '--store', 'file'], {
        home,
        env,
        input: sandbox.apiKey,
      })
      expect(result.code).toBe(1)
      expect(result.stderr).toContain(storeFile(home))
      expect(readFileSync(storeFile(home), 'utf8')).toBe(content)
    },
  )
})

describe('a directory that may not be written to', () => {
  /** Makes a directory of dgsh read-only. */
  function lock(directory: string): void {
    mkdirSync(directory, { recursive: true })
    chmodSync(directory, 0o500)
    atEnd(() => chmodSync(directory, 0o700))
  }

  const run = (args: readonly string[], home: TemporaryHome, input = '') =>
    runDgsh(args, {
      home,
      input,
      wrapper: withoutRootsPower(),
      env: {
        DGSH_API_URL: sandbox.apiUrl,
        DEEPGRAM_API_KEY: args[0] === 'auth' ? undefined : sandbox.apiKey,
      },
    })

  it.each([
    ['config set', ['config', 'set', 'engine', 'podman']],
    ['projects use', ['projects', 'use', '3f8b2c61']],
  ])('%s is told', async (_, args) => {
    const home = temporaryHome()
    lock(dirname(configFile(home)))
    expectError(await run(args, home), {
      code: 'file_unusable',
      message: configFile(home),
      hint: 'permissions',
    })
    expect(readdirSync(dirname(configFile(home)))).toEqual([])
  })

  it.each([
    ['the config directory', configFile],
    ['the state directory', storeFile],
  ])('auth login keeps neither key nor project: %s', async (_, fileOf) => {
    const home = temporaryHome()
    lock(dirname(fileOf(home)))
    const args = ['auth', 'login', '--key-stdin', '--store', 'file', '--project', '3f8b2c61']
    const result = await run(args, home, sandbox.apiKey)
    expect(result.code, result.stderr).toBe(1)
    expect(result.stderr).toMatch(new RegExp(`^error: ${fileOf(home)} cannot be written \\(EACCES\\)$`, 'm'))
    expect(existsSync(configFile(home))).toBe(false)
    const store = existsSync(storeFile(home)) ? readFileSync(storeFile(home), 'utf8') : ''
    expect(store).not.toContain(sandbox.apiKey)
  })

  it('does not hinder commands that only read', async () => {
    const home = temporaryHome()
    lock(home.path)
    expect(await run(['creds', 'list', '--project', sandbox.projectId], home)).toMatchObject({ code: 0 })
  })

  it('or that is a file', async () => {
    const home = temporaryHome()
    const file = join(home.path, 'file')
    writeFileSync(file, '')
    const result = await runDgsh(['config', 'set', 'engine', 'podman'], {
      home,
      env: { DGSH_CONFIG_DIR: file },
    })
    expectError(result, { code: 'file_unusable' })
  })
})

describe('a state directory that cannot be written to', () => {
  it('does not keep from a login, which is without lock and history then', async () => {
    const home = temporaryHome()
    mkdirSync(dirname(storeFile(home)), { recursive: true })
    chmodSync(dirname(storeFile(home)), 0o500)
    const fakes = fakePrograms()
    fakes.add('docker')
    const result = await runDgsh(['login', sandbox.credentialId, '--secret-stdin', '--debug'], {
      home,
      env: { ...sandbox.environment, PATH: fakes.directory },
      input: sandbox.secret,
      wrapper: withoutRootsPower(),
    })
    expect(result.code, result.stderr).toBe(0)
    expect(result.stderr).toContain('the logins are not locked: EACCES')
    expect(result.stderr).toContain('note: this is missing from the history')
    chmodSync(dirname(storeFile(home)), 0o700)
  })
})
