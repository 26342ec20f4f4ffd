import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startApiServer } from '../helpers/api-server.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { type ExpectedError, expectError, expectJsonError } from '../helpers/expect-error.ts'
import { fakePrograms, quote } from '../helpers/fake-engine.ts'
import { runProgram } from '../helpers/run-program.ts'
import { API_KEY, CREDENTIALS_PATH, idOf, listAnswer, listEntry, PROJECT_ID } from '../helpers/samples.ts'
import { temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const inSandbox = (args: readonly string[], env: Record<string, string | undefined> = {}) =>
  runDgsh(args, { env: { ...sandbox.environment, ...env } })

describe('no API key', () => {
  it.each([
    ['creds list', ['creds', 'list']],
    ['creds show', ['creds', 'show', idOf(1)]],
    ['projects list', ['projects', 'list']],
    ['a login that must look for the credential', ['login', '8b1f', '--secret-stdin']],
  ])('%s: no request', async (_, args) => {
    const api = await startApiServer({})
    const fakes = fakePrograms()
    fakes.add('docker')
    for (const key of [undefined, '', '  ']) {
      const env = {
        DGSH_API_URL: api.url,
        DEEPGRAM_PROJECT_ID: PROJECT_ID,
        PATH: fakes.directory,
        DEEPGRAM_API_KEY: key,
      }
      const expected = { code: 'no_api_key', hint: 'dgsh auth login' } as const
      expectError(await runDgsh(args, { env, input: 'SECRET' }), expected)
      expectJsonError(await runDgsh([...args, '--json'], { env, input: 'SECRET' }), expected)
    }
    expect(api.requests).toEqual([])
  })

  it('is also told by auth status, after the status', async () => {
    const result = await runDgsh(['auth', 'status'])
    expect(result.code).toBe(3)
    expect(result.stdout).toContain('none')
    expect(result.stderr).toMatch(/^error: .*\nhint: .*\n$/)
  })

  it('is refused when it is of another kind', async () => {
    expectError(await inSandbox(['projects', 'list'], { DEEPGRAM_API_KEY: 'f'.repeat(40) }), {
      code: 'api_key_refused',
    })
    expectError(await inSandbox(['projects', 'list'], { DEEPGRAM_API_KEY: 'two words' }), { code: 'usage' })
  })
})

describe('ids', () => {
  it.each<[string, string[], ExpectedError]>([
    ['a malformed project', ['creds', 'list', '--project', 'not-a-uuid'], { code: 'project_not_found' }],
    ['a project with a slash', ['creds', 'list', '--project', '../projects'], { code: 'usage' }],
    ['an empty project', ['creds', 'list', '--project', ''], { code: 'usage' }],
    [
      'an unknown project',
      ['creds', 'list', '--project', idOf(1)],
      { code: 'project_not_found', hint: 'projects list' },
    ],
    [
      'a project without self-hosted access',
      ['creds', 'list', '--project', 'e62a7f19-c0b4-4d38-95fa-0f83b1d6a47c'],
      { code: 'not_permitted', hint: 'Deepgram support' },
    ],
    ['an unknown project to use', ['projects', 'use', 'ffff'], { code: 'project_not_found' }],
    [
      'an unknown credential',
      ['creds', 'show', idOf(1)],
      { code: 'credential_not_found', hint: 'creds list' },
    ],
    ['the start of no credential', ['creds', 'show', 'ffff'], { code: 'credential_not_found' }],
    ['too short a start', ['creds', 'show', '8b'], { code: 'usage', message: 'too short' }],
    [
      'none, with several there',
      ['creds', 'show'],
      { code: 'input_required', hint: /(?:[0-9a-f-]{36} [\s\S]*){6}/ },
    ],
  ])('%s', async (_, args, expected) => {
    expectError(await inSandbox(args), expected)
    expectJsonError(await inSandbox([...args, '-o', 'json']), expected)
  })

  it('that fit two credentials are told, with both', async () => {
    const [first, second] = [`abcd${idOf(1).slice(4)}`, `abcd${idOf(2).slice(4)}`]
    const list = listAnswer(
      listEntry(2, { distribution_credentials_id: first }),
      listEntry(3, { distribution_credentials_id: second }),
      listEntry(1),
    )
    const api = await startApiServer({ [`GET ${CREDENTIALS_PATH}`]: { body: list } })
    const fakes = fakePrograms()
    fakes.add('docker')
    const env = {
      PATH: fakes.directory,
      DGSH_API_URL: api.url,
      DEEPGRAM_API_KEY: API_KEY,
      DEEPGRAM_PROJECT_ID: PROJECT_ID,
    }
    for (const args of [
      ['creds', 'show', 'ABCD'],
      ['login', 'abcd', '--secret-stdin'],
    ]) {
      const result = await runDgsh(args, { env, input: 'SECRET' })
      expectError(result, { code: 'usage', message: 'matches 2 credentials' })
      expect(result.stderr).toContain(first)
      expect(result.stderr).toContain(second)
      expect(result.stderr).not.toContain(idOf(1))
    }
    expect(fakes.calls('docker')).toEqual([])
  })

  it('of no project, with several there', async () => {
    const result = await inSandbox(['creds', 'list'], { DEEPGRAM_PROJECT_ID: undefined })
    expectError(result, { code: 'input_required', hint: '--project' })
    expect(result.stderr).toContain(sandbox.projectId)
  })
})

describe('options and values', () => {
  it.each([
    [['creds', 'list', '--colour']],
    [['creds', 'lst']],
    [['nonsense']],
    [['projects', 'list', 'extra']],
    [['creds', 'list', '-o', 'fancy']],
    [['creds', 'list', '--limit', '0']],
    [['creds', 'list', '--limit', 'many']],
    [['creds', 'list', '--sort', 'nonsense']],
    [['creds', 'list', '--older-than', '90']],
    [['creds', 'list', '--timeout', '0']],
    [['creds', 'list', '--timeout', '-1']],
    [['creds', 'list', '--timeout', 'soon']],
    [['creds', 'list', '--project']],
    [['creds', 'list', '--profile', '../x']],
    [['creds', 'list', '--api-url', 'http://api.example.com']],
    [['creds', 'list', '--api-url', 'ftp://api.example.com']],
    [['creds', 'list', '--api-url', 'https://user:password@api.example.com']],
    [['creds', 'list', '--api-url', 'nonsense']],
    [['login', idOf(1), '--secret-stdin', '--registry', 'https://quay.io']],
    [['login', idOf(1), '--secret-stdin', '--registry', 'quay.io/deepgram']],
    [['login', idOf(1), '--secret-stdin', '--registry', '--help-me']],
    [['login', idOf(1), '--secret-stdin', '--engine', 'crane']],
    [['login', idOf(1), '--secret-stdin', '--tls-verify=maybe']],
    [['config', 'get', 'nonsense']],
    [['config', 'set', 'timeout', 'soon']],
    [['config', 'set', 'api_url', 'http://api.example.com']],
    [['config', 'set', 'timeout']],
    [['auth', 'login', '--key-stdin', '--store', 'nonsense']],
  ])('%j', async (args) => {
    const env = { ...sandbox.environment, DGSH_API_URL: undefined }
    expectError(await runDgsh(args, { env, input: 'x' }), { code: 'usage' })
  })

  it('--columns with a column that is not there', async () => {
    expectError(await inSandbox(['creds', 'list', '--columns', 'id,nonsense']), {
      code: 'usage',
      hint: 'username',
    })
  })

  it.each([
    ['DGSH_TIMEOUT', 'soon'],
    ['DGSH_API_URL', 'http://api.example.com'],
    ['DGSH_REGISTRY', 'quay.io/deepgram'],
    ['DGSH_PROFILE', 'a/b'],
    ['DEEPGRAM_PROJECT_ID', 'a/b'],
  ])('%s=%s', async (name, value) => {
    const result = await inSandbox(['creds', 'list'], { [name]: value })
    expectError(result, { code: 'usage', message: name })
  })
})

describe('the other end of stdout', () => {
  const many = Array.from({ length: 5000 }, (_, index) => listEntry(index + 1))

  /** Runs dgsh in a shell line, where `$dgsh` is the program; gives what the line wrote and the code of dgsh. */
  async function inShell(line: string) {
    const api = await startApiServer({ [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(...many) } })
    const home = temporaryHome()
    const env = environmentOf(home, {
      DGSH_API_URL: api.url,
      DEEPGRAM_API_KEY: API_KEY,
      DEEPGRAM_PROJECT_ID: PROJECT_ID,
    })
    const script = `dgsh() { ${dgshArgv([]).map(quote).join(' ')} "$@"; echo "code $?" >code; }; ${line}; cat code`
    return runProgram(['/bin/sh', '-c', script], { env, cwd: home.path })
  }

  it.each(['table', 'json', 'csv', 'yaml', 'id'])(
    'is closed after one line of %s: no word, no failure',
    async (format) => {
      const { stdout, stderr } = await inShell(`dgsh creds list -o ${format} | head -1`)
      expect(stdout.split('\n')).toHaveLength(3)
      expect(stdout).toMatch(/\ncode 0\n$/)
      expect(stderr).toBe('')
    },
  )

  it('is never opened', async () => {
    expect(await inShell('dgsh creds list | true')).toMatchObject({ stdout: 'code 0\n', stderr: '' })
  })

  it('is a full disk: one sentence and exit 1', async () => {
    const { stdout, stderr } = await inShell('dgsh creds list >/dev/full')
    expect(stdout).toBe('code 1\n')
    expect(stderr).toMatch(/^error: .*\n(?:hint: .*\n)?$/)
    expect(stderr).not.toContain('bug')
  })

  it('reads slowly, and gets everything', async () => {
    const { stdout } = await inShell('dgsh creds list -o id | { sleep 0.3; wc -l; }')
    expect(stdout).toBe('5000\ncode 0\n')
  })
})
