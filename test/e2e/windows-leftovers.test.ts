import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf, runDgsh, startDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { runProgram } from '../helpers/run-program.ts'
import { temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const LOGIN = ['--secret-stdin', '--engine', 'docker']

/** Has dgsh read bytes from standard input, which a test's own input cannot hold. */
async function withInput(bytes: Buffer, args: readonly string[], env: Record<string, string | undefined>) {
  const home = temporaryHome()
  const file = join(home.path, 'input')
  writeFileSync(file, bytes)
  const wrapper = ['/bin/sh', '-c', 'exec "$@" < "$0"', file]
  return startDgsh(args, { home, env, wrapper }).ended
}

describe('a secret or key on standard input', () => {
  it.each<[string, (text: string) => Buffer]>([
    [
      'in UTF-16, as > of Windows PowerShell writes it',
      (text) => Buffer.from(`\ufeff${text}\r\n`, 'utf16le'),
    ],
    ['in UTF-16 of the other order', (text) => Buffer.from(`\ufeff${text}\r\n`, 'utf16le').swap16()],
    ['with a byte order mark', (text) => Buffer.from(`\ufeff${text}\r\n`)],
    ['with a line end of Windows', (text) => Buffer.from(`${text}\r\n`)],
  ])('is read %s', async (_, encode) => {
    const fakes = fakePrograms()
    fakes.add('docker')
    const env = { ...sandbox.environment, PATH: fakes.directory }
    const login = ['login', sandbox.credentialId, ...LOGIN]
    const result = await withInput(encode(sandbox.secret), login, env)
    expect(result.code, result.stderr).toBe(0)
    expect(fakes.calls('docker')[0]?.stdin).toBe(sandbox.secret)
    const auth = ['auth', 'login', '--key-stdin', '--store', 'file']
    const kept = await withInput(encode(sandbox.apiKey), auth, { DGSH_API_URL: sandbox.apiUrl })
    expect(kept.code, kept.stderr).toBe(0)
  })

  it('in UTF-16 without a mark is named', async () => {
    const bytes = Buffer.from(`${sandbox.secret}\r\n`, 'utf16le')
    const result = await withInput(bytes, ['login', sandbox.credentialId, ...LOGIN], sandbox.environment)
    expectError(result, { code: 'usage', hint: 'UTF-16' })
  })
})

/** Values that a shell has read from a file with the line ends of Windows. */
const SPOILED: [name: string, value: (sandbox: Sandbox) => string, args: string[]][] = [
  ['DEEPGRAM_API_KEY', ({ apiKey }) => apiKey, ['projects', 'list']],
  ['DEEPGRAM_PROJECT_ID', ({ projectId }) => projectId, ['creds', 'list', '-q']],
  ['DGSH_API_URL', ({ apiUrl }) => apiUrl, ['projects', 'list']],
  ['DGSH_REGISTRY', ({ registry }) => registry, ['config', 'get', 'registry']],
  ['DGSH_TIMEOUT', () => '30', ['config', 'get', 'timeout']],
  ['DGSH_PROFILE', () => 'default', ['config', 'list']],
  ['DGSH_DEBUG', () => '0', ['config', 'list']],
  ['HTTPS_PROXY', () => 'http://127.0.0.1:1', ['projects', 'list']],
  ['NO_PROXY', () => '127.0.0.1', ['projects', 'list']],
  ['FORCE_COLOR', () => '0', ['config', 'list']],
]

describe('a value that ends in a carriage return', () => {
  it.each(SPOILED)('%s is read without it', async (name, valueIn, args) => {
    const value = valueIn(sandbox)
    const run = (text: string) => runDgsh(args, { env: { ...sandbox.environment, [name]: text } })
    const [clean, ...others] = await Promise.all([value, `${value}\r`, `${value} `].map(run))
    expect(clean?.code, clean?.stderr).toBe(0)
    for (const { code, stdout, stderr } of others)
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: clean?.stdout, stderr: clean?.stderr })
  })

  it('DGSH_CONFIG_DIR is read without it', async () => {
    const home = temporaryHome()
    const directory = join(home.path, 'mine')
    const set = ['config', 'set', 'engine', 'podman']
    expect(await runDgsh(set, { home, env: { DGSH_CONFIG_DIR: `${directory}\r` } })).toMatchObject({
      code: 0,
    })
    const { stdout } = await runDgsh(['config', 'get', 'engine'], {
      home,
      env: { DGSH_CONFIG_DIR: directory },
    })
    expect(stdout).toBe('podman\n')
  })

  it.each(['DOCKER_CONFIG', 'REGISTRY_AUTH_FILE', 'XDG_RUNTIME_DIR'])(
    "%s is the engines': it is used as it is, and named",
    async (name) => {
      const env = { ...sandbox.environment, [name]: '/nowhere/it\r' }
      const { code, stderr } = await runDgsh(['config', 'list'], { env })
      expect(code, stderr).toBe(0)
      expect(stderr).toMatch(new RegExp(`^note: ${name} ends in a carriage return`, 'm'))
    },
  )

  it('an argument: ids in a loop over a list', async () => {
    const home = temporaryHome()
    const file = join(home.path, 'ids')
    writeFileSync(file, `${sandbox.credentialId}\r\n`)
    const loop = 'while read -r id; do "$@" creds show "$id" -q; done < ids'
    const result = await runProgram(['/bin/sh', '-c', loop, 'sh', ...dgshArgv([])], {
      env: environmentOf(home, sandbox.environment),
      cwd: home.path,
    })
    expect(result).toMatchObject({ code: 0, stdout: `${sandbox.credentialId}\n`, stderr: '' })
  })

  it('a value of config.json', async () => {
    const home = temporaryHome()
    const directory = join(home.path, '.config', 'dgsh')
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const profiles = { default: { registry: 'registry.example\r', timeout: '9\r\n' } }
    writeFileSync(join(directory, 'config.json'), JSON.stringify({ profiles }))
    for (const [key, value] of [
      ['registry', 'registry.example\n'],
      ['timeout', '9\n'],
    ] as const)
      expect((await runDgsh(['config', 'get', key], { home })).stdout).toBe(value)
  })
})
