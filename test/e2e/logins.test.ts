import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loginArguments, logoutArguments } from '../../src/engines/argv.ts'
import { deliveryOf, type EngineLogin } from '../../src/engines/engine-login.ts'
import { findLogins, readLoginSecret } from '../../src/engines/logins.ts'
import { runProgram } from '../../src/exec.ts'
import type { ExecRequest } from '../../src/ports.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { type Account, createAccount } from '../helpers/account.ts'
import { atEnd } from '../helpers/cleanup.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { succeed } from '../helpers/run-program.ts'
import { temporaryDirectory, temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

type Environment = Record<string, string>

let sandbox: Sandbox
let first: Account
let second: Account

beforeAll(async () => {
  sandbox = await startTestSandbox()
  first = { username: `deepgram+${sandbox.credentialId}`, secret: sandbox.secret }
  second = await createAccount(sandbox)
})

/** Has an engine log in by its own command. */
function logIn(engine: EngineName, { username, secret }: Account, env: Environment, key = sandbox.registry) {
  const request = { engine, registry: key, username, tlsVerify: false }
  return succeed([engine, ...loginArguments(request)], { env, input: secret })
}

function logOut(engine: EngineName, env: Environment, key = sandbox.registry) {
  return succeed([engine, ...logoutArguments(engine, key)], { env })
}

function accessIn(env: Environment) {
  const { signal } = new AbortController()
  return {
    env,
    platform: 'linux' as const,
    exec: (request: ExecRequest) => runProgram(request, { env, signal }),
  }
}

/** The logins found in this environment, where there must be no problem. */
async function loginsIn(env: Environment): Promise<EngineLogin[]> {
  const { logins, problems } = await findLogins({ registry: sandbox.registry, ...accessIn(env) })
  expect(problems).toEqual([])
  return logins
}

/** A PATH with these programs of the machine and no others. */
function pathWith(...programs: string[]): string {
  const bin = temporaryDirectory()
  for (const name of programs) symlinkSync(findProgram(name) ?? name, join(bin, name))
  return bin
}

/** Logs in, logs in with another credential, and logs out: each time what is found is what the engine holds. */
async function follow(engine: EngineName, env: Environment, expected: Partial<EngineLogin>, key?: string) {
  for (const account of [first, second]) {
    await logIn(engine, account, env, key)
    const logins = await loginsIn(env)
    expect(logins).toHaveLength(1)
    expect(logins[0]).toMatchObject({ engine, username: account.username, deliverable: true, ...expected })
    expect(await readLoginSecret(logins[0] as EngineLogin, accessIn(env))).toBe(account.secret)
  }
  await logOut(engine, env, key)
  expect(await loginsIn(env)).toEqual([])
}

describeWith(['docker'], 'the login that docker holds', () => {
  it('is found in its config file', async () => {
    const { env, dockerConfig } = temporaryHome()
    const file = join(dockerConfig, 'config.json')
    const place = '~/.docker/config.json'
    await follow('docker', env, { file, place, helper: undefined, key: sandbox.registry })
  })

  it.each([
    ['credsStore', () => ({ credsStore: 'fake' })],
    ['credHelpers', () => ({ credHelpers: { [sandbox.registry]: 'fake' } })],
  ])('is found with the helper that %s names', async (_, config) => {
    const { env, dockerConfig } = temporaryHome()
    const helper = fakeHelper()
    const environment = { ...env, PATH: `${helper.directory}:${env.PATH}` }
    writeDockerConfig(dockerConfig, config())
    const place = 'docker-credential-fake, named in ~/.docker/config.json'
    await follow('docker', environment, { place, helper: 'fake', key: sandbox.registry })
  })

  it('is found without any secret being asked for', async () => {
    const { env, dockerConfig } = temporaryHome()
    const helper = fakeHelper()
    const environment = { ...env, PATH: `${helper.directory}:${env.PATH}` }
    writeDockerConfig(dockerConfig, { credsStore: 'fake' })
    await logIn('docker', first, environment)
    const before = helper.calls().length
    await loginsIn(environment)
    expect(helper.calls().slice(before)).toEqual(['list unused'])
  })

  it('is found with the store that docker picks by itself, and names at the first login', async () => {
    const { env, dockerConfig } = temporaryHome()
    const helper = fakeHelper('docker-credential-secretservice')
    const environment = { ...env, PATH: `${helper.directory}:${pathWith('docker')}` }
    rmSync(join(dockerConfig, 'config.json'))
    const usual = "docker-credential-secretservice, docker's usual store"
    await logIn('docker', first, environment)
    const named = 'docker-credential-secretservice, named in ~/.docker/config.json'
    expect(await loginsIn(environment)).toMatchObject([{ username: first.username, place: named }])
    rmSync(join(dockerConfig, 'config.json'))
    expect(await loginsIn(environment)).toMatchObject([{ username: first.username, place: usual }])
  })

  it('moves from the file to a helper with the next login', async () => {
    const { env, dockerConfig } = temporaryHome()
    const environment = { ...env, PATH: `${fakeHelper().directory}:${env.PATH}` }
    await logIn('docker', first, environment)
    const config = join(dockerConfig, 'config.json')
    const { auths } = JSON.parse(readFileSync(config, 'utf8'))
    writeFileSync(config, JSON.stringify({ auths, credsStore: 'fake' }))
    expect(await loginsIn(environment)).toMatchObject([{ helper: undefined, deliverable: true }])
    await logIn('docker', second, environment)
    expect(await loginsIn(environment)).toMatchObject([{ helper: 'fake', username: second.username }])
  })

  it('under a URL stays when docker logs in again: it is found beside the new one', async () => {
    const { env, dockerConfig } = temporaryHome()
    const auth = Buffer.from(`${first.username}:${first.secret}`).toString('base64')
    writeDockerConfig(dockerConfig, { auths: { [`https://${sandbox.registry}/v1/`]: { auth } } })
    await logIn('docker', second, env)
    const logins = await loginsIn(env)
    expect(
      Object.fromEntries(logins.map((login) => [login.key, [login.username, login.deliverable]])),
    ).toEqual({
      [sandbox.registry]: [second.username, true],
      [`https://${sandbox.registry}/v1/`]: [first.username, false],
    })
  })
})

describeWith(
  ['docker', 'docker-credential-pass', 'gpg', 'pass'],
  'the login that pass keeps for docker',
  () => {
    // It may keep a file for each user of a server, and list and give the first of them (seen with 0.6.4).
    it('is the one that docker uses: a second may wait until docker has logged out', async () => {
      const { env, dockerConfig, path } = temporaryHome()
      const environment = { ...env, GNUPGHOME: join(path, 'gnupg') }
      mkdirSync(environment.GNUPGHOME, { mode: 0o700 })
      atEnd(() => succeed(['gpgconf', '--kill', 'gpg-agent'], { env: environment }).then(() => {}))
      const key =
        '%no-protection\nKey-Type: RSA\nKey-Length: 2048\nName-Real: dgsh\nExpire-Date: 0\n%commit\n'
      await succeed(['gpg', '--batch', '--gen-key'], { env: environment, input: key })
      await succeed(['pass', 'init', 'dgsh'], { env: environment })
      writeDockerConfig(dockerConfig, { credsStore: 'pass' })
      const usernames = async () => (await loginsIn(environment)).map(({ username }) => username)
      const [earlier, later] = first.username < second.username ? [first, second] : [second, first]
      await logIn('docker', earlier, environment)
      const [login] = await loginsIn(environment)
      expect(login).toMatchObject({ username: earlier.username, helper: 'pass', deliverable: true })
      expect(await readLoginSecret(login as EngineLogin, accessIn(environment))).toBe(earlier.secret)
      await logIn('docker', later, environment)
      expect(await usernames()).toEqual([earlier.username])
      await logOut('docker', environment)
      expect(await usernames()).toEqual([])
      await logIn('docker', later, environment)
      expect(await usernames()).toEqual([later.username])
    })
  },
)

const SHARING = ['podman', 'skopeo', 'buildah'] as const

describeWith(SHARING, 'the login that podman, skopeo and buildah share', () => {
  it.each(SHARING)('is found in $REGISTRY_AUTH_FILE, by %s', async (engine) => {
    const { env, authFile } = temporaryHome()
    // Where podman is on PATH it would be named for the others' logins, too.
    const environment = { ...env, PATH: pathWith(engine) }
    await follow(engine, environment, { file: authFile, place: '~/auth.json', key: sandbox.registry })
  })

  it.each(SHARING)('is found under the path of a registry, by %s', async (engine) => {
    const { env } = temporaryHome()
    const environment = { ...env, PATH: pathWith(engine) }
    const key = `${sandbox.registry}/deepgram`
    await follow(engine, environment, { key }, key)
  })

  it.each(SHARING)('is found in $XDG_RUNTIME_DIR, by %s', async (engine) => {
    const { env, path } = temporaryHome()
    const { REGISTRY_AUTH_FILE: _, DOCKER_CONFIG: __, ...others } = env
    const runtime = join(path, 'runtime')
    mkdirSync(runtime, { mode: 0o700 })
    const environment = { ...others, XDG_RUNTIME_DIR: runtime, PATH: pathWith(engine) }
    await follow(engine, environment, { file: join(runtime, 'containers', 'auth.json') })
  })

  it.each(SHARING)('is found with the helper that credHelpers names, by %s', async (engine) => {
    const { env, authFile } = temporaryHome()
    const helper = fakeHelper()
    const environment = { ...env, PATH: `${helper.directory}:${pathWith(engine)}` }
    writeFileSync(authFile, JSON.stringify({ credHelpers: { [sandbox.registry]: 'fake' } }))
    await follow(engine, environment, { helper: 'fake', key: sandbox.registry })
  })

  it.each(SHARING)('is replaced in the file where it was found, whichever that is, by %s', async (engine) => {
    const { env, path, dockerConfig } = temporaryHome()
    const { REGISTRY_AUTH_FILE: _, ...others } = env
    const environment = { ...others, XDG_RUNTIME_DIR: join(path, 'runtime'), PATH: pathWith(engine) }
    const file = join(path, '.config', 'containers', 'auth.json')
    await logIn(engine, first, { ...environment, REGISTRY_AUTH_FILE: file }, `${sandbox.registry}/deepgram`)
    const [login] = await loginsIn(environment)
    expect(login).toMatchObject({ username: first.username, file, deliverable: true })
    const delivery = deliveryOf(login as EngineLogin)
    await logIn(engine, second, { ...environment, ...delivery.env }, delivery.registry)
    expect(await loginsIn(environment)).toEqual([{ ...login, username: second.username }])
    expect(readFileSync(join(dockerConfig, 'config.json'), 'utf8')).not.toContain(sandbox.registry)
  })
})

describe('a helper that gives no answer', () => {
  it('is left after three seconds', async () => {
    const { env, dockerConfig } = temporaryHome()
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'docker-credential-slow'), '#!/bin/sh\n/bin/sleep 20\n')
    chmodSync(join(directory, 'docker-credential-slow'), 0o755)
    writeDockerConfig(dockerConfig, { credsStore: 'slow' })
    const access = accessIn({ ...env, PATH: directory })
    const { problems } = await findLogins({ registry: sandbox.registry, ...access })
    expect(problems).toMatchObject([{ message: expect.stringMatching(/slow.*no answer in 3 seconds/) }])
  })
})
