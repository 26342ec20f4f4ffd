import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, runDgsh } from '../helpers/dgsh.ts'
import { checksOf } from '../helpers/doctor.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { loginIn, putOnPath, runOwnHelper } from '../helpers/own-helper.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { GPG_ID, homeWithKey } from '../helpers/password-store.ts'
import { succeed } from '../helpers/run-program.ts'
import { chooseStore, type TemporaryHome, temporaryDirectory, temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

/** What docker finds in its config file when it has no store there; undefined for no file. */
const CONFIGS = [undefined, '{}', '{"auths":{}}', '{"psFormat":"x"}']

const fileOf = (home: TemporaryHome) => join(home.dockerConfig, 'config.json')

function writeConfig(home: TemporaryHome, config: string | undefined): void {
  rmSync(home.dockerConfig, { recursive: true, force: true })
  if (config === undefined) return
  mkdirSync(home.dockerConfig)
  writeFileSync(fileOf(home), config)
}

/** A PATH on which docker has the one helper and no `pass`. */
function pathWith(helper: string): string {
  const directory = temporaryDirectory()
  for (const name of ['docker', `docker-credential-${helper}`])
    symlinkSync(findProgram(name) ?? '', join(directory, name))
  return directory
}

/** The sandbox, with `docker-credential-dgsh` on PATH. */
function helped(home: TemporaryHome, path = home.env.PATH ?? ''): DgshOptions {
  home.env.PATH = path
  putOnPath(home)
  chooseStore(home, 'file')
  return { home, env: sandbox.environment }
}

const logIn = (options: DgshOptions, ...args: string[]) =>
  runDgsh(['login', sandbox.credentialId, '--secret-stdin', ...args], { input: sandbox.secret, ...options })

/** What is in a home, but for what dgsh and the helper's libraries keep. */
function namesIn(home: TemporaryHome): string[] {
  return readdirSync(home.path).filter((name) => !['.local', '.config', '.cache'].includes(name))
}

/** The finding of `dgsh doctor` about helpers; expects that `dgsh login` refuses for the same reason, and that nothing is left behind. */
async function expectRefused(options: DgshOptions, home: TemporaryHome, message: RegExp): Promise<string> {
  const before = namesIn(home)
  const result = await logIn(options)
  expectError(result, { code: 'config_invalid', message, hint: /^dgsh helper install\s*$/ })
  expect(result.stderr).not.toContain('credsStore')
  const found = checksOf(await runDgsh(['doctor', '-o', 'json'], options)).find(
    ({ name }) => name === 'docker-helper',
  )
  expect(found).toMatchObject({ status: 'fail', message: expect.stringMatching(message) })
  expect(namesIn(home)).toEqual(before)
  return found?.fix ?? ''
}

async function expectLogin(options: DgshOptions): Promise<void> {
  const result = await logIn(options)
  expect(result.code, result.stderr).toBe(0)
  const names = checksOf(await runDgsh(['doctor', '-o', 'json'], options))
    .filter(({ status }) => status === 'fail')
    .map(({ name }) => name)
  expect(names).not.toContain('docker-helper')
}

describeWith(['docker', 'docker-credential-pass', 'pass', 'gpg'], 'docker that picks pass by itself', () => {
  it.each(CONFIGS)('is not run for a config of %j while pass is not initialized', async (config) => {
    const home = await homeWithKey()
    writeConfig(home, config)
    const options = { home, env: sandbox.environment }
    const message =
      /config\.json names no credential store, so docker picks docker-credential-pass by itself.*: pass is not initialized/
    await expectRefused(options, home, message)
    expect(existsSync(fileOf(home)) ? readFileSync(fileOf(home), 'utf8') : undefined).toBe(config)
    await succeed(['pass', 'init', GPG_ID], { env: home.env })
    await expectLogin(options)
    const held = await succeed(['docker-credential-pass', 'get'], { env: home.env, input: sandbox.registry })
    expect(JSON.parse(held)).toMatchObject({ Secret: sandbox.secret })
  })

  it.each(CONFIGS)('asks dgsh after its fix, for a config of %j', async (config) => {
    const home = await homeWithKey()
    writeConfig(home, config)
    const options = helped(home)
    const fix = await expectRefused(options, home, /: pass is not initialized/)
    const installed = await runDgsh(fix.split(' ').slice(1), options)
    expect(installed.code, installed.stderr).toBe(0)
    await expectLogin(options)
    expect(
      loginIn(await runOwnHelper(['get'], sandbox.registry, { home, env: sandbox.environment })),
    ).toMatchObject({
      Secret: sandbox.secret,
    })
    expect(readFileSync(fileOf(home), 'utf8')).not.toContain('"auth"')
  })

  it('is not run where pass has lost its key', async () => {
    const home = await homeWithKey()
    writeConfig(home, undefined)
    const store = join(home.path, '.password-store')
    mkdirSync(store)
    writeFileSync(join(store, '.gpg-id'), 'nobody@example.com\n')
    await expectRefused({ home, env: sandbox.environment }, home, /: pass cannot encrypt with its key/)
    expect(readdirSync(store)).toEqual(['.gpg-id'])
  })

  it('is not run where its config names a pass that is not initialized', async () => {
    const home = await homeWithKey()
    writeConfig(home, '{"credsStore":"pass"}')
    expectError(await logIn({ home, env: sandbox.environment }), {
      code: 'config_invalid',
      message:
        /docker cannot keep a login with docker-credential-pass, which ~\/\.docker\/config\.json names/,
      hint: /^dgsh helper install\s*$/,
    })
  })

  it('nor is helm, which does the same for a file of its own', async () => {
    const home = await homeWithKey()
    const fakes = fakePrograms()
    fakes.add('helm', { stdout: 'v4.0.0' })
    const options = { home, env: { ...sandbox.environment, PATH: `${fakes.directory}:${home.env.PATH}` } }
    expectError(await logIn(options, '--engine', 'helm', '--tls-verify=false'), {
      code: 'config_invalid',
      message:
        /helm\/registry\/config\.json names no credential store, so helm picks docker-credential-pass by itself/,
      hint: /^dgsh helper install --engine helm\s*$/,
    })
    expect(fakes.calls('helm')).toEqual([])
  })
})

describeWith(
  ['docker', 'docker-credential-secretservice'],
  'docker that picks the Secret Service by itself',
  () => {
    it('is not run where there is no session bus; asks dgsh after the fix', async () => {
      const home = temporaryHome()
      writeConfig(home, undefined)
      const options = helped(home, pathWith('secretservice'))
      const message =
        /docker picks docker-credential-secretservice by itself, and cannot keep a login with it/
      const fix = await expectRefused(options, home, message)
      const installed = await runDgsh(fix.split(' ').slice(1), options)
      expect(installed.code, installed.stderr).toBe(0)
      await expectLogin(options)
    })
  },
)
