import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { type HelperHome, helperHome } from '../helpers/helper-home.ts'
import { describeWith } from '../helpers/parts.ts'
import { runProgram } from '../helpers/run-program.ts'
import { holds } from '../helpers/sentinel.ts'

let sandbox: Sandbox
let own: HelperHome
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
beforeEach(() => {
  own = helperHome(sandbox)
})

const INSTALL = ['install', '--engine', 'podman']
const UNINSTALL = ['uninstall', '--engine', 'podman']

/** The username that an engine has for a registry or a path below it, as it says itself. */
async function usernameOf(engine: 'podman' | 'skopeo', key = sandbox.registry, env = {}): Promise<string> {
  const argv = [engine, 'login', '--get-login', key]
  return (await runProgram(argv, { env: environmentOf(own.home, env) })).stdout.trim()
}

const authFile = (auths: object, path = own.home.authFile) => {
  mkdirSync(dirname(path), { recursive: true })
  const text = `${JSON.stringify({ auths }, null, '\t')}\n`
  writeFileSync(path, text, { mode: 0o600 })
  return text
}
const somebody = (username: string) => ({ auth: Buffer.from(`${username}:SECRET`).toString('base64') })

describeWith(['podman', 'skopeo'], "dgsh helper install for podman's file", () => {
  it.each(['', '/deepgram'])('moves the login under the registry%s, and back', async (path) => {
    const key = `${sandbox.registry}${path}`
    const before = authFile({ [key]: { auth: own.auth() }, 'other.example/org': somebody('ada') })
    await own.helper(INSTALL)
    expect(holds(readFileSync(own.home.authFile, 'utf8'), sandbox.secret)).toBe(false)
    for (const engine of ['podman', 'skopeo'] as const) {
      expect(await usernameOf(engine)).toBe(own.login.username)
      expect(await usernameOf(engine, 'other.example/org')).toBe('ada')
    }
    expect((await own.helper(['status'])).stdout).toMatch(/^ok +podman /m)
    await own.helper(UNINSTALL)
    expect(readFileSync(own.home.authFile, 'utf8')).toBe(before)
    expect(await usernameOf('podman', key)).toBe(own.login.username)
  })

  it.each([
    ['of another organization', (host: string) => [host, `${host}/other`]],
    ['of the registry beside that of Deepgram', (host: string) => [`${host}/deepgram`, host]],
  ])('is refused where it would hide a login %s', async (_, keysOf) => {
    const [key = '', other = ''] = keysOf(sandbox.registry)
    const before = authFile({ [key]: { auth: own.auth() }, [other]: somebody('ada') })
    const result = await own.tryHelper(INSTALL)
    expectError(result, {
      code: 'config_invalid',
      message: /podman would no longer use its login for \S+ in ~\/auth\.json/,
      hint: /remove it first: podman logout /,
    })
    expect(readFileSync(own.home.authFile, 'utf8')).toBe(before)
    // What it says is so.
    writeFileSync(own.home.authFile, before.replace('{', `{"credHelpers":{"${sandbox.registry}":"dgsh"},`))
    expect(await usernameOf('podman', other)).not.toBe('ada')
  })

  it('is refused where podman asks a helper before it looks into its files; the hint changes that', async () => {
    const conf = join(own.home.path, 'registries.conf')
    writeFileSync(conf, 'credential-helpers = ["pass"]\n')
    const before = authFile({ [sandbox.registry]: { auth: own.auth() } })
    const env = { CONTAINERS_REGISTRIES_CONF: conf }
    const result = await own.tryHelper(INSTALL, env)
    expectError(result, {
      code: 'config_invalid',
      message: /registries\.conf has podman ask docker-credential-pass before it looks into its files/,
      hint: /credential-helpers = \["containers-auth\.json", "pass"\]/,
    })
    expect(readFileSync(own.home.authFile, 'utf8')).toBe(before)
    writeFileSync(conf, 'credential-helpers = ["containers-auth.json", "pass"]\n')
    await own.helper(INSTALL, env)
    expect(await usernameOf('podman', sandbox.registry, env)).toBe(own.login.username)
  })

  it('is refused where docker has another login by dgsh: there is one for a registry', async () => {
    own.write({ auths: { [sandbox.registry]: { auth: own.auth() } } })
    await own.helper(['install', '--engine', 'docker'])
    const before = authFile({ [sandbox.registry]: somebody('ada') })
    expectError(await own.tryHelper(INSTALL), {
      code: 'config_invalid',
      message:
        /podman is logged in as ada \(~\/auth\.json\), and dgsh gives every engine the login of deepgram/,
      hint: /dgsh login --engine podman/,
    })
    expect(readFileSync(own.home.authFile, 'utf8')).toBe(before)
    authFile({ [sandbox.registry]: { auth: own.auth() } })
    await own.helper(INSTALL)
    await own.helper(['uninstall', '--engine', 'docker'])
    // podman asks dgsh still.
    expect(await usernameOf('podman')).toBe(own.login.username)
    expect(await own.dockers()).toEqual(own.login)
  })
})

describeWith(['podman'], 'dgsh helper install for podman without a file that is named', () => {
  const env = () => ({ REGISTRY_AUTH_FILE: undefined, DOCKER_CONFIG: undefined, XDG_RUNTIME_DIR: runtime() })
  const runtime = () => join(own.home.path, 'run')
  const inMemory = () => join(runtime(), 'containers', 'auth.json')
  const kept = () => join(own.home.path, '.config', 'containers', 'auth.json')

  it('has it in the file that a reboot leaves, and takes the login out of the one in memory', async () => {
    const before = authFile({ [sandbox.registry]: { auth: own.auth() } }, inMemory())
    await own.helper(INSTALL, env())
    expect(holds(readFileSync(inMemory(), 'utf8'), sandbox.secret)).toBe(false)
    expect(await usernameOf('podman', sandbox.registry, env())).toBe(own.login.username)
    rmSync(runtime(), { recursive: true })
    mkdirSync(runtime(), { mode: 0o700 })
    expect(await usernameOf('podman', sandbox.registry, env())).toBe(own.login.username)
    await own.helper(UNINSTALL, env())
    expect(await usernameOf('podman', sandbox.registry, env())).toBe(own.login.username)
    rmSync(kept())
    authFile({ [sandbox.registry]: { auth: own.auth() } }, inMemory())
    await own.helper(INSTALL, env())
    await own.helper(UNINSTALL, env())
    expect([readFileSync(inMemory(), 'utf8'), existsSync(kept())]).toEqual([before, false])
  })

  it('says where a login was written since that podman takes first, and what fixes it', async () => {
    await own.helper(INSTALL, env())
    authFile({ [sandbox.registry]: somebody('ada') }, inMemory())
    const result = await own.tryHelper(['status', '-o', 'json'], env())
    expect(result.code).toBe(7)
    const [status] = JSON.parse(result.stdout)
    expect(status).toMatchObject({ status: 'fail', fix: 'dgsh helper install --engine podman' })
    await own.helper(INSTALL, env())
    expect((await own.helper(['status', '-o', 'json'], env())).stdout).toContain('"username": "ada"')
  })

  it('is where dgsh login and logout have podman write', async () => {
    await own.helper(INSTALL, env())
    await own.logIn(['--engine', 'podman', '--tls-verify=false'], env())
    expect(existsSync(inMemory())).toBe(false)
    expect(holds(readFileSync(kept(), 'utf8'), sandbox.secret)).toBe(false)
    expect(await usernameOf('podman', sandbox.registry, env())).toBe(own.login.username)
    const words = ['logout', sandbox.registry, '--engine', 'podman']
    const result = await runDgsh(words, { ...own.options, env: { ...own.options.env, ...env() } })
    expect(result.stderr).toContain('podman is logged out')
    expect(await usernameOf('podman', sandbox.registry, env())).toBe('')
  })
})
