import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { entryOf, lenderHome } from '../helpers/lender.ts'
import { knownCredential } from '../helpers/lifecycle.ts'

const ONE = knownCredential('8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264')
const TWO = knownCredential('2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c')

/** Shows whose login the command has. */
const WHO = ['--', 'sh', '-c', 'cat "$REGISTRY_AUTH_FILE"']

const loginOf = ({ username, secret }: typeof ONE) => ({ auths: { 'quay.io': entryOf(username, secret) } })

describe('dgsh exec without an API key, and without a network', () => {
  const offline = { DGSH_API_URL: 'http://127.0.0.1:9' }
  const exec = (stored: readonly (typeof ONE)[], ...args: string[]) =>
    runDgsh(['exec', ...args], { home: lenderHome('quay.io', stored), env: offline })

  it.each([
    ['the only one that is stored', [ONE], [], ONE],
    ['a whole id', [ONE, TWO], [TWO.id], TWO],
    ['an id in capitals', [ONE, TWO], [TWO.id.toUpperCase()], TWO],
    ['a username', [ONE, TWO], [ONE.username], ONE],
    ['the start of an id', [ONE, TWO], ['2e90'], TWO],
  ])('takes %s', async (_, stored, args, whose) => {
    const result = await exec(stored, ...args, ...WHO)
    expect(result.code, result.stderr).toBe(0)
    expect(JSON.parse(result.stdout)).toEqual(loginOf(whose))
    expect(result.stderr).toBe('')
  })

  it('says what there is to choose from', async () => {
    expectError(await exec([ONE, TWO], ...WHO), {
      code: 'input_required',
      message: '2 credentials',
      hint: TWO.id,
    })
    expectError(await exec([ONE, TWO], 'ffff', ...WHO), {
      code: 'no_api_key',
      message: 'API key',
      hint: 'dgsh auth login',
    })
    expectError(await exec([ONE], TWO.id, ...WHO), {
      ...{ code: 'input_required', message: 'the secret is not on this machine' },
      hint: `dgsh login ${TWO.id} --secret-stdin < secret`,
    })
  })

  it("takes the secret from an engine's login of the same credential", async () => {
    const home = lenderHome('quay.io', [])
    home.write('auth.json', { auths: { 'quay.io': entryOf(ONE.username, ONE.secret) } })
    const result = await runDgsh(['exec', ONE.id, ...WHO], { home, env: offline })
    expect(JSON.parse(result.stdout), result.stderr).toEqual(loginOf(ONE))
  })
})

describe('dgsh exec with an API key', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startTestSandbox()
  })

  it('takes a comment, and asks for no registry', async () => {
    const home = lenderHome('quay.io', [ONE, TWO])
    const env = { ...sandbox.environment, DGSH_REGISTRY: undefined, HTTPS_PROXY: 'http://127.0.0.1:9' }
    const result = await runDgsh(['exec', 'frankfurt', ...WHO], { home, env })
    expect(JSON.parse(result.stdout), result.stderr).toEqual(loginOf(ONE))
  })
})

describe('dgsh exec that is not called as it wants', () => {
  it.each([
    [['exec'], 'there is no command', 'dgsh exec -- docker compose pull'],
    [['exec', '--'], 'there is no command', 'dgsh exec -- docker compose pull'],
    [['exec', '2e90', '--'], 'there is no command', 'dgsh exec 2e90 -- docker compose pull'],
    [['exec', 'sh', '-c', 'a b', '-q'], 'after --', "dgsh exec -- sh -c 'a b' -q"],
    [['exec', '2e90', 'sh', '-x'], 'after --', 'dgsh exec 2e90 -- sh -x'],
    [['exec', 'sh', 'x', '--', '-x'], 'after --', 'dgsh exec -- sh x -- -x'],
    [['exec', 'Cluster', 'of Berlin', '--', 'sh'], 'after --', "dgsh exec 'Cluster of Berlin' -- sh"],
    [['exec', '--engine', 'docker', '--', 'sh'], "unknown option '--engine'", 'dgsh exec --help'],
    [['--profile', 'p', 'exec', 'sh', 'x'], 'after --', 'dgsh exec --profile p -- sh x'],
  ])('%j shows the line that was meant', async (args, message, hint) => {
    const result = await runDgsh(args, { home: lenderHome('quay.io', [ONE]) })
    expectError(result, { code: 'usage', message, hint })
    expect(result.stderr).toContain(`${hint}\n`)
  })
})
