import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import {
  checksOf,
  createDoctor,
  type ExpectedFinding,
  fakeEngines,
  goodHome,
  loginEntry,
} from '../helpers/doctor.ts'
import { describeWith } from '../helpers/parts.ts'
import type { ProgramResult } from '../helpers/run-program.ts'
import { idOf } from '../helpers/samples.ts'
import { inSession, LOCK, type SessionStep, UNLOCKED } from '../helpers/secret-service.ts'
import { type TemporaryHome, temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const dockerFile = (home: TemporaryHome) => join(home.dockerConfig, 'config.json')

const { run, expectFinding, find } = createDoctor(() => sandbox.environment)

describe('a machine that is in order', () => {
  it('passes every check and ends with 0', async () => {
    const { code, stdout, stderr } = await run([])
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'All 12 checks passed (--all shows them)\n',
      stderr: '',
    })
    const { stdout: all } = await run(['--all'])
    expect(all).toMatch(
      /^All 12 checks passed\n\nDeepgram\n {2}pass {2}api-key {8}Deepgram accepts the API key \(DEEPGRAM_API_KEY\)\n/,
    )
    expect(all.match(/^ {2}pass /gm)).toHaveLength(12)
    expect(all).not.toMatch(/warn|fail|fix:/)
  })

  it('is told in every format', async () => {
    const names = checksOf(await run(['-o', 'json'])).map(({ name }) => name)
    expect(names).toEqual([
      'api-key',
      'project',
      'credentials',
      'members',
      'store',
      'engines',
      'docker-config',
      'logins',
      'unfinished',
      'api',
      'registry',
      'clock',
    ])
    expect((await run(['-q'])).stdout).toBe(`${names.join('\n')}\n`)
    expect((await run(['-o', 'tsv'])).stdout).toMatch(/^status\tname\tmessage\tfix\npass\tapi-key\t/)
    expect((await run(['--columns', 'name,status'])).stdout).toMatch(/^NAME +STATUS\napi-key +pass\n/)
    expect((await run(['-o', 'yaml'])).stdout).toMatch(/^checks:\n {2}- name: api-key\n/)
  })
})

describe('the API key', () => {
  it('that is missing', async () => {
    const options = { env: { DEEPGRAM_API_KEY: undefined } }
    await expectFinding(['api-key', 'fail', /no API key for profile default/, /^dgsh auth login$/], options)
    expect(await find('project', options)).toEqual([])
  })

  it('that Deepgram refuses', async () => {
    await expectFinding(
      ['api-key', 'fail', /Deepgram refuses the API key/, /^unset DEEPGRAM_API_KEY && dgsh auth login$/],
      {
        env: { DEEPGRAM_API_KEY: 'f'.repeat(40) },
      },
    )
  })

  it('of another project', async () => {
    await expectFinding(
      ['project', 'fail', /does not see the project/, /^unset DEEPGRAM_PROJECT_ID && dgsh projects use$/],
      {
        env: { DEEPGRAM_PROJECT_ID: idOf(1) },
      },
    )
  })

  it('with several projects, and none chosen', async () => {
    await expectFinding(['project', 'warn', /none is chosen/, /dgsh projects use/], {
      env: { DEEPGRAM_PROJECT_ID: undefined },
    })
  })
})

describe('the store', () => {
  it('none chosen, without a keychain', async () => {
    const home = temporaryHome()
    const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${home.path}/none`, XDG_RUNTIME_DIR: home.path }
    await expectFinding(['store', 'warn', /none is chosen, and/, /^dgsh config set store file$/], {
      home,
      env,
    })
  })

  it('a file that does not parse', async () => {
    const home = goodHome()
    const directory = join(home.path, '.local', 'state', 'dgsh')
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, 'store.json'), '[', { mode: 0o600 })
    await expectFinding(['store', 'fail', /store\.json/, /./], { home })
  })

  it('a helper that is not there', async () => {
    await expectFinding(['store', 'fail', /docker-credential-gone is not on PATH/, /install it/], {
      home: goodHome('helper:gone'),
    })
  })

  it('a helper that hangs is given up after three seconds, with everything else', async () => {
    const fakes = fakeEngines('docker')
    fakes.add('docker-credential-slow', { hangs: true })
    const started = Date.now()
    const env = { PATH: fakes.directory, DEEPGRAM_API_KEY: undefined }
    const found = checksOf(await run(['-o', 'json'], { home: goodHome('helper:slow'), env }))
    expect(Date.now() - started).toBeLessThan(8000)
    for (const name of ['store', 'api-key']) {
      expect(found.find((finding) => finding.name === name)).toMatchObject({
        status: 'fail',
        message: expect.stringMatching(/did not answer within 3 seconds/),
      })
    }
  })

  describeWith(['dbus-run-session', 'gnome-keyring-daemon', 'gdbus'], 'the real Secret Service', () => {
    const look = { dgsh: ['doctor', '-o', 'json'] }
    const storeIn = async (...steps: SessionStep[]) => {
      const results = await inSession(temporaryHome(), [UNLOCKED, ...steps, look], sandbox.environment)
      return checksOf(results.at(-1) as ProgramResult).find(({ name }) => name === 'store')
    }

    it.each<[string, SessionStep[], string, RegExp]>([
      ['answers', [], 'pass', /none is chosen: the keychain answers/],
      ['is locked, and not chosen', [LOCK], 'warn', /none is chosen, and the keychain is locked/],
      ['is chosen', [{ dgsh: ['config', 'set', 'store', 'keychain'] }], 'pass', /^keychain .*answers$/],
      ['is chosen and locked', [{ dgsh: ['config', 'set', 'store', 'keychain'] }, LOCK], 'fail', /is locked/],
    ])('that %s', async (_, steps, status, message) => {
      expect(await storeIn(...steps)).toMatchObject({ status, message: expect.stringMatching(message) })
    })
  })
})

describe('the engines', () => {
  it('none', async () => {
    await expectFinding(['engines', 'warn', /neither docker nor podman/, /install/], {
      env: { PATH: fakeEngines().directory },
    })
  })

  it('podman under the name of docker', async () => {
    const fakes = fakeEngines()
    fakes.add('docker', { stdout: 'podman version 4.3.1\n', stderr: 'Emulate Docker CLI using podman.\n' })
    await expectFinding(['engines', 'pass', /docker 4\.3\.1 \(it is podman/], {
      env: { PATH: fakes.directory },
    })
  })

  describeWith(['docker', 'podman', 'skopeo', 'buildah'], 'the real ones', () => {
    it('tell their versions', async () => {
      const versions = /docker \d+\.\d+\S*, podman \d\S*, skopeo \d\S*, buildah \d/
      await expectFinding(['engines', 'pass', versions], { env: { PATH: process.env.PATH } })
    })
  })
})

describe("docker's config", () => {
  it.each<[string, Record<string, unknown>, ExpectedFinding]>([
    [
      'a missing helper',
      { credsStore: 'desktop' },
      ['docker-helper', 'fail', /docker-credential-desktop/, /remove credsStore/],
    ],
    ['ecr-login', { credsStore: 'ecr-login' }, ['docker-helper', 'fail', /Amazon ECR only/, /credHelpers/]],
    [
      'a key with a path',
      { auths: { 'quay.io/deepgram': loginEntry('me') } },
      ['docker-key', 'warn', /at random/, /rename quay\.io\/deepgram to quay\.io$/],
    ],
    [
      'plain text',
      { auths: { 'quay.io': loginEntry('me') } },
      ['docker-login', 'warn', /plain text/, /^dgsh helper install(?: --engine docker)?$/],
    ],
  ])('%s', async (_, config, expected) => {
    const home = goodHome()
    writeDockerConfig(home.dockerConfig, config)
    await expectFinding(expected, {
      home,
      env: { DGSH_REGISTRY: 'quay.io', HTTPS_PROXY: 'http://127.0.0.1:1', DGSH_TIMEOUT: '2' },
    })
  })

  it('that does not parse is told, and left alone', async () => {
    const home = goodHome()
    writeFileSync(dockerFile(home), '{"auths":')
    await expectFinding(['docker-config', 'fail', /not valid JSON/, /mv ~\/\.docker\/config\.json/], { home })
    expect(readFileSync(dockerFile(home), 'utf8')).toBe('{"auths":')
  })

  it('that others may read; the fix mends it', async () => {
    const home = goodHome()
    writeDockerConfig(home.dockerConfig, { auths: { 'other.example': loginEntry('me') } })
    chmodSync(dockerFile(home), 0o644)
    await expectFinding(['docker-mode', 'warn', /mode 0644/, /^chmod 600 ~\/\.docker\/config\.json$/], {
      home,
    })
    chmodSync(dockerFile(home), 0o600)
    await expectFinding(['docker-config', 'pass', /in order/], { home })
  })

  it('that is a link to nothing', async () => {
    const home = goodHome()
    rmSync(dockerFile(home))
    symlinkSync(join(home.path, 'nowhere'), dockerFile(home))
    await expectFinding(
      ['docker-config', 'fail', /leads to nothing/, /^mount or make what it leads to: readlink /],
      { home },
    )
  })
})

describe('the logins', () => {
  const username = `deepgram+${idOf(1)}`

  it('are told by their usernames', async () => {
    const home = goodHome()
    writeDockerConfig(home.dockerConfig, { auths: { [sandbox.registry]: loginEntry(username) } })
    await expectFinding(
      ['logins', 'pass', new RegExp(`docker is logged in to .* as deepgram\\+${idOf(1)}`)],
      { home },
    )
  })

  it('of podman in memory are told to go', async () => {
    const home = goodHome()
    const runtime = join(home.path, 'runtime')
    mkdirSync(join(runtime, 'containers'), { recursive: true })
    writeFileSync(
      join(runtime, 'containers', 'auth.json'),
      JSON.stringify({ auths: { [sandbox.registry]: loginEntry(username) } }),
    )
    const env = {
      XDG_RUNTIME_DIR: runtime,
      REGISTRY_AUTH_FILE: undefined,
      PATH: fakeEngines('docker', 'podman').directory,
    }
    await expectFinding(
      [
        'login-memory',
        'warn',
        /gone after a restart/,
        /^mkdir -p ~\/\.config\/containers && cp -p \S+ ~\/\.config\/containers\/auth\.json$/,
      ],
      { home, env },
    )
  })

  it('of a helper that hangs are unknown', async () => {
    const fakes = fakeEngines('docker')
    fakes.add('docker-credential-slow', { hangs: true })
    const home = goodHome()
    writeDockerConfig(home.dockerConfig, { credsStore: 'slow' })
    await expectFinding(['logins', 'warn', /gave no answer in 3 seconds/, /./], {
      home,
      env: { PATH: fakes.directory },
    })
  })

  it("under sudo are root's", async () => {
    await expectFinding(['sudo', 'warn', /not of alice/, /without sudo/], { env: { SUDO_USER: 'alice' } })
  })
})
