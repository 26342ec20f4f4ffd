import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import {
  CLOSED_IMAGE,
  type DeepgramRegistry,
  OPEN_IMAGE,
  startDeepgramRegistry,
  startTestSandbox,
} from '../helpers/deepgram-registry.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { closedPort } from '../helpers/loopback.ts'
import { describeWith } from '../helpers/parts.ts'
import { runProgram } from '../helpers/run-program.ts'
import { type TemporaryHome, temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

const UNKNOWN = '11111111-1111-4111-8111-111111111111'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

/** `dgsh login` as a script calls it: the whole id, the secret on standard input, and no API key. */
function logIn(args: readonly string[] = [], options: DgshOptions = {}) {
  return runDgsh(['login', sandbox.credentialId, '--secret-stdin', '--registry', sandbox.registry, ...args], {
    input: sandbox.secret,
    ...options,
  })
}

/** The login that a config file of docker or containers holds for a registry, as `user:secret`. */
function loginIn(file: string, registry: string): string | undefined {
  const auth: string | undefined = JSON.parse(readFileSync(file, 'utf8')).auths?.[registry]?.auth
  return auth === undefined ? undefined : Buffer.from(auth, 'base64').toString()
}

const dockerFile = (home: TemporaryHome) => join(home.dockerConfig, 'config.json')

describeWith(['docker'], 'dgsh login with docker', () => {
  it('logs in to the sandbox, without any API key', async () => {
    const home = temporaryHome()
    const result = await logIn([], { home })
    const username = `deepgram+${sandbox.credentialId}`
    expect(result).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toContain(
      `✓ docker is logged in to ${sandbox.registry} as ${sandbox.credentialId}\n  can pull api, engine\n`,
    )
    expect(loginIn(dockerFile(home), sandbox.registry)).toBe(`${username}:${sandbox.secret}`)
    expect(loginIn(dockerFile(home), 'registry.invalid')).toBe(undefined)
  })

  it("turns docker's warning about plain text into one that says what to do", async () => {
    const home = temporaryHome()
    const { stderr } = await logIn([], { home })
    expect(stderr).not.toContain('WARNING')
    expect(stderr).toMatch(
      /^! .*unencrypted in \S*config\.json; to keep it in your .*: dgsh helper install$/m,
    )
  })

  it('takes a username, a line break after the secret, and `creds login`', async () => {
    const home = temporaryHome()
    const args = ['creds', 'login', `deepgram+${sandbox.credentialId.toUpperCase()}`, '--secret-stdin']
    const result = await runDgsh([...args, '--registry', sandbox.registry], {
      home,
      input: `${sandbox.secret}\r\n`,
    })
    expect(result.code).toBe(0)
    expect(loginIn(dockerFile(home), sandbox.registry)).toBe(
      `deepgram+${sandbox.credentialId}:${sandbox.secret}`,
    )
  })

  it('finds the credential by the start of its id, with an API key', async () => {
    const home = temporaryHome()
    const args = ['login', sandbox.credentialId.slice(0, 8), '--secret-stdin', '-o', 'json']
    const result = await runDgsh(args, { home, env: sandbox.environment, input: sandbox.secret })
    expect(result.code).toBe(0)
    expect(JSON.parse(result.stdout)).toEqual({
      engine: 'docker',
      registry: sandbox.registry,
      username: `deepgram+${sandbox.credentialId}`,
      comment: 'Production cluster, Frankfurt',
      can_pull: ['api', 'engine'],
      was: null,
    })
  })

  it('says which login it replaces', async () => {
    const home = temporaryHome()
    const auth = Buffer.from('ada:x').toString('base64')
    writeDockerConfig(home.dockerConfig, { auths: { [sandbox.registry]: { auth } } })
    expect((await logIn([], { home })).stderr).toContain('\n  can pull api, engine; was ada\n')
    expect((await logIn([], { home })).stderr).not.toContain('was ')
  })

  it('logs out again, and does not mind being logged out', async () => {
    const home = temporaryHome()
    await logIn([], { home })
    for (const args of [[sandbox.registry], ['--registry', sandbox.registry]]) {
      expect(await runDgsh(['logout', ...args], { home })).toMatchObject({ code: 0, stdout: '' })
      expect(loginIn(dockerFile(home), sandbox.registry)).toBe(undefined)
    }
  })
})

describeWith(['docker'], 'a login that docker cannot do', () => {
  it('with a wrong secret', async () => {
    const home = temporaryHome()
    expectError(await logIn([], { home, input: 'WRONG' }), {
      code: 'login_refused',
      message: 'refuses the login',
      hint: 'the secret does not belong to this credential',
    })
    expect(loginIn(dockerFile(home), sandbox.registry)).toBe(undefined)
  })

  it('of a credential that is not there', async () => {
    const args = ['login', UNKNOWN, '--secret-stdin', '--registry', sandbox.registry]
    expectError(await runDgsh(args, { input: sandbox.secret }), {
      code: 'login_refused',
      hint: 'deleted, or its id is mistyped',
    })
  })

  it('at a registry that nobody answers for', async () => {
    const registry = `127.0.0.1:${await closedPort()}`
    expectError(await logIn(['--registry', registry]), {
      code: 'registry_unreachable',
      message: `docker cannot reach ${registry}`,
    })
  })

  it('at a registry whose name does not exist', async () => {
    expectError(await logIn(['--registry', 'registry.invalid']), { code: 'registry_unreachable' })
  })

  it('because the credential store it names is not installed', async () => {
    const home = temporaryHome()
    writeDockerConfig(home.dockerConfig, { credsStore: 'missing' })
    expectError(await logIn([], { home }), {
      code: 'login_refused',
      message: /could not keep the login: its credential store does not work.*docker-credential-missing/,
      hint: 'credsStore',
    })
  })

  it('because its config file is broken, which stays as it was', async () => {
    const home = temporaryHome()
    writeFileSync(dockerFile(home), '{"auths":')
    const result = await logIn([], { home })
    expect(result.code, 'docker itself would replace the file').not.toBe(0)
    expect(result.stderr).toContain('config.json')
    expect(readFileSync(dockerFile(home), 'utf8')).toBe('{"auths":')
  })
})

describeWith(['docker', 'docker-registry', 'skopeo', 'podman', 'openssl'], 'a pull after dgsh login', () => {
  let registry: DeepgramRegistry
  beforeAll(async () => {
    registry = await startDeepgramRegistry()
  })

  const logInThere = async (home: TemporaryHome, ...args: string[]) => {
    const target = ['--registry', registry.host, ...args]
    expect(await logIn(target, { home, input: registry.sandbox.secret })).toMatchObject({ code: 0 })
  }

  it('is done by skopeo with the login of docker, as far as the credential goes', async () => {
    const home = temporaryHome()
    await logInThere(home)
    const copy = (image: string) => [
      ...['skopeo', 'copy', '--insecure-policy', '--src-tls-verify=false', '--authfile', dockerFile(home)],
      ...[`docker://${registry.host}/${image}`, `dir:${join(home.path, 'image')}`],
    ]
    expect(await runProgram(copy(OPEN_IMAGE), { env: home.env })).toMatchObject({ code: 0 })
    expect(await runProgram(copy(CLOSED_IMAGE), { env: home.env })).not.toMatchObject({ code: 0 })
  })

  it('is done by podman with its own login', async () => {
    const home = temporaryHome()
    await logInThere(home, '--engine', 'podman', '--tls-verify=false')
    const pull = [
      ...['podman', '--root', join(home.path, 'storage'), '--runroot', join(home.path, 'run')],
      ...[
        '--storage-driver',
        'vfs',
        'pull',
        '--quiet',
        '--tls-verify=false',
        `${registry.host}/${OPEN_IMAGE}`,
      ],
    ]
    expect(await runProgram(pull, { env: home.env })).toMatchObject({ code: 0 })
  })
})

describeWith(['docker', 'podman'], 'the login of another engine', () => {
  const second = (home: TemporaryHome, registry = sandbox.registry) =>
    runDgsh(
      ['login', sandbox.credentialId, '--engine', 'podman', '--tls-verify=false', '--registry', registry],
      { home },
    )

  it('is taken for the same credential at the same registry, which is said', async () => {
    const home = temporaryHome()
    await logIn([], { home })
    const result = await second(home)
    expect(result, result.stderr).toMatchObject({ code: 0, stdout: '' })
    expect(result.stderr).toMatch(/^note: dgsh takes the secret from docker's login in \S*config\.json$/m)
    expect(loginIn(home.authFile, sandbox.registry)).toBe(
      `deepgram+${sandbox.credentialId}:${sandbox.secret}`,
    )
  })

  it('is not taken for another registry', async () => {
    const home = temporaryHome()
    await logIn([], { home })
    const other = await startTestSandbox()
    expectError(await second(home, other.registry), { code: 'input_required', hint: '--secret-stdin' })
    expect(existsSync(home.authFile)).toBe(false)
  })

  it('is not taken when it is that of another credential', async () => {
    const home = temporaryHome()
    const auth = Buffer.from(`deepgram+${UNKNOWN}:${sandbox.secret}`).toString('base64')
    writeDockerConfig(home.dockerConfig, { auths: { [sandbox.registry]: { auth } } })
    expectError(await second(home), { code: 'input_required' })
  })
})

describe.each(['podman', 'skopeo', 'buildah'] as const)('dgsh login with %s', (engine) => {
  describeWith([engine], `and the real ${engine}`, () => {
    it('logs in to a loopback registry without TLS, and out again', async () => {
      const home = temporaryHome()
      const result = await logIn(['--engine', engine, '--tls-verify=false'], { home })
      expect(result).toMatchObject({ code: 0, stdout: '' })
      expect(loginIn(home.authFile, sandbox.registry)).toBe(
        `deepgram+${sandbox.credentialId}:${sandbox.secret}`,
      )
      const logOut = () => runDgsh(['logout', sandbox.registry, '--engine', engine], { home })
      expect(await logOut()).toMatchObject({ code: 0, stdout: '' })
      expect(loginIn(home.authFile, sandbox.registry)).toBe(undefined)
      expect((await logOut()).stderr).toContain(`note: ${engine} was not logged in to ${sandbox.registry}`)
    })

    it('says what to do about a registry without TLS', async () => {
      expectError(await logIn(['--engine', engine]), {
        code: 'registry_unreachable',
        hint: '--tls-verify=false',
      })
    })

    it('tells a refused login from an unreachable registry', async () => {
      const args = ['--engine', engine, '--tls-verify=false']
      expectError(await logIn(args, { input: 'WRONG' }), { code: 'login_refused' })
      const registry = `127.0.0.1:${await closedPort()}`
      expectError(await logIn([...args, '--registry', registry]), { code: 'registry_unreachable' })
    })
  })
})
