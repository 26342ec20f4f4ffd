import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { describeWith } from '../helpers/parts.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { SECRET } from '../helpers/samples.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { temporaryHome } from '../helpers/temporary.ts'

/** The options that name the sandbox's first credential, with the whole id. */
const accessTo = ({ credentialId }: Sandbox) => ['--credential', credentialId, '--secret-stdin']

describe("at the sandbox's registry", () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startTestSandbox()
  })

  /** Without an API key: with a whole id none is needed. */
  const images = (args: readonly string[], options: DgshOptions = {}) =>
    runDgsh(['images', ...args], {
      input: sandbox.secret,
      ...options,
      env: { DGSH_REGISTRY: sandbox.registry, ...options.env },
    })

  it('list shows each image with what it is, and what may be pulled', async () => {
    const result = await images(['list', ...accessTo(sandbox)])
    expect(result, result.stderr).toMatchObject({ code: 0, stderr: '' })
    const [header, ...lines] = result.stdout.trimEnd().split('\n')
    expect(header?.split(/ +/)).toEqual(['IMAGE', 'SCOPE', 'PULL', 'RELEASE', 'VERSION', 'FIPS'])
    expect(lines.map((line) => line.split(/ +/).slice(1))).toEqual([
      ['api', 'yes', 'release-261024', '1.167.25-1', 'release-261024-fips'],
      ['engine', 'yes', 'release-261024', '3.104.31-1', 'release-261024-fips'],
      ['license-proxy', 'no'],
      ['billing', 'no'],
      ['dgtools', 'no'],
    ])
  })

  it('list gives JSON and names to pull', async () => {
    const json = await images(['list', ...accessTo(sandbox), '-o', 'json'])
    const rows = JSON.parse(json.stdout)
    expect(rows[0]).toEqual({
      image: `${sandbox.registry}/deepgram/self-hosted-api`,
      scope: 'self-hosted:product:api',
      pull: true,
      release: 'release-261024',
      version: '1.167.25-1',
      fips: 'release-261024-fips',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      older_name: `${sandbox.registry}/deepgram/onprem-api`,
    })
    expect(rows[3]).toMatchObject({ pull: false, release: null, version: null, fips: null, digest: null })
    const ids = await images(['list', ...accessTo(sandbox), '-q'])
    expect(ids.stdout.split('\n')[0]).toBe(`${sandbox.registry}/deepgram/self-hosted-api`)
  })

  it('tags shows the newest first, with aliases, across pages', async () => {
    const result = await images(['tags', 'api', ...accessTo(sandbox), '--limit', '4'])
    expect(result.code, result.stderr).toBe(0)
    const [header, ...lines] = result.stdout.trimEnd().split('\n')
    expect(header?.split(/ +/)).toEqual(['TAG', 'DIGEST', 'CREATED', 'ALIASES'])
    expect(lines.map((line) => line.split(/ +/))).toEqual(
      [
        ['release-261024', '1.167.25-1'],
        ['1.167.25-1', 'release-261024'],
        ['release-261024-fips', '1.167.25-1-fips'],
        ['1.167.25-1-fips', 'release-261024-fips'],
      ].map(([tag, alias]) => [
        tag,
        expect.stringMatching(/^sha256:[0-9a-f]{12}$/),
        '2026-10-24T09:00:00Z',
        alias,
      ]),
    )
  })

  it('tags knows an image by all its names, and twenty tags by default', async () => {
    const names = ['api', 'self-hosted-api', `${sandbox.registry}/deepgram/self-hosted-api`]
    for (const name of names) {
      const { stdout } = await images(['tags', name, ...accessTo(sandbox), '-q'])
      expect(stdout.trimEnd().split('\n')).toHaveLength(20)
    }
  })

  it('tags --release-only tells the versions all the same', async () => {
    const args = ['tags', 'engine', ...accessTo(sandbox), '--release-only', '--limit', '3', '-o', 'json']
    expect(JSON.parse((await images(args)).stdout)).toMatchObject([
      { tag: 'release-261024', aliases: ['3.104.31-1'] },
      { tag: 'release-261024-fips', twins: ['3.104.31-1-fips'] },
      { tag: 'release-261016', twins: [expect.stringMatching(/^3\./)] },
    ])
  })

  it('tags -q asks for no manifest', async () => {
    const args = ['tags', 'api', ...accessTo(sandbox), '-q', '--limit', '1000', '--debug']
    const { stdout, stderr } = await images(args)
    expect(stdout.split('\n').length).toBeGreaterThan(100)
    expect(stderr).not.toContain('/manifests/')
  })

  it('tells the unknown image, the closed one, the wrong secret, and the deleted credential', async () => {
    expectError(await images(['tags', 'nonsense', ...accessTo(sandbox)]), {
      code: 'usage',
      message: 'no image "nonsense"',
      hint: /api, engine, license-proxy, billing, dgtools, onprem-api/,
    })
    expectError(await images(['tags', 'billing', ...accessTo(sandbox)]), {
      code: 'login_refused',
      message: 'pull deepgram/self-hosted-billing',
    })
    expectError(await images(['list', ...accessTo(sandbox)], { input: SECRET }), {
      code: 'login_refused',
      message: 'the secret does not belong to this credential',
    })
    const unknown = ['--credential', '11111111-1111-4111-8111-111111111111', '--secret-stdin']
    expectError(await images(['list', ...unknown]), {
      code: 'login_refused',
      message: 'knows no such credential',
    })
    expectError(await images(['list'], { env: { DGSH_REGISTRY: '127.0.0.1:1', DGSH_TIMEOUT: '2' } }), {
      code: 'no_api_key',
    })
  })

  it('takes a prefix, with the API key', async () => {
    const env = sandbox.environment
    const args = ['list', '--credential', sandbox.credentialId.slice(0, 4), '--secret-stdin', '-q']
    expect(await images(args, { env })).toMatchObject({ code: 0 })
    expectError(await images(['list', '--secret-stdin'], { env }), { code: 'input_required' })
  })

  describeWith(['docker'], 'with a login that docker holds', () => {
    it('uses that and says so, and leaves the secret where it was', async () => {
      const home = temporaryHome()
      const env = { DGSH_REGISTRY: sandbox.registry }
      const login = await runDgsh(['login', sandbox.credentialId, '--secret-stdin'], {
        home,
        env,
        input: sandbox.secret,
      })
      expect(login.code, login.stderr).toBe(0)
      const before = filesThatHold(home.path, sandbox.secret)
      const result = await images(['list', '-q', '--debug'], { home, input: '' })
      expect(result.code, result.stderr).toBe(0)
      expect(result.stderr).toMatch(
        /note: uses deepgram\+8b1f\S*, the login that docker holds \(~?\/?\S*config\.json\)/,
      )
      expect(holds(result.stderr, sandbox.secret)).toBe(false)
      expect(filesThatHold(home.path, sandbox.secret)).toEqual(before)
      const named = await images(['list', '-q', '--credential', sandbox.credentialId], { home, input: '' })
      expect(named, named.stderr).toMatchObject({ code: 0, stderr: '' })
    })
  })
})

describeWith(['docker-registry', 'skopeo', 'openssl'], 'at a real registry under the name quay.io', () => {
  const API = 'deepgram/self-hosted-api'
  let quay: Quay
  beforeAll(async () => {
    const more = ['release-260301', '1.9.0', '1.10.0', 'release-260301-fips', 'latest']
    quay = await startQuay({ images: more.map((tag) => `${API}:${tag}`) })
  })

  const images = (args: readonly string[]) =>
    runDgsh(['images', ...args, ...accessTo(quay.registry.sandbox)], {
      env: quay.environment,
      input: quay.registry.sandbox.secret,
    })

  it('lists tags by a token of the registry', async () => {
    const result = await images(['tags', `quay.io/${API}`, '-o', 'json'])
    expect(result, result.stderr).toMatchObject({ code: 0, stderr: '' })
    const rows = JSON.parse(result.stdout)
    expect(rows.map(({ tag }: { tag: string }) => tag)).toEqual([
      'release-260301',
      '1.10.0',
      'release-260301-fips',
      'release-260115',
      '1.9.0',
      'latest',
    ])
    expect(rows[0]).toEqual({
      tag: 'release-260301',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      created: null,
      aliases: ['1.10.0', 'release-260301-fips', 'release-260115', '1.9.0', 'latest'],
      twins: ['1.10.0', 'release-260301-fips', 'release-260115', '1.9.0', 'latest'],
    })
  })

  it('lists the images, also one that has no tags', async () => {
    const result = await images(['list', '-o', 'json'])
    expect(result.code, result.stderr).toBe(0)
    expect(JSON.parse(result.stdout)).toMatchObject([
      { image: `quay.io/${API}`, pull: true, release: 'release-260301', version: '1.10.0' },
      { pull: true, release: null, digest: null },
      { pull: false },
      { pull: false },
      { pull: false },
    ])
    expect(new Set(quay.proxy.asked)).toEqual(new Set(['quay.io:443']))
  })
})
