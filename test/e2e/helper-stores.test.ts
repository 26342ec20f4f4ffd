import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { expectError } from '../helpers/expect-error.ts'
import { helperHome } from '../helpers/helper-home.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithKey, homeWithPass } from '../helpers/password-store.ts'
import { runProgram } from '../helpers/run-program.ts'
import { inSession, NOT_UNLOCKED, UNLOCKED } from '../helpers/secret-service.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const PASS = ['docker', 'docker-credential-pass', 'pass', 'gpg'] as const

describeWith(PASS, 'dgsh helper install with pass', () => {
  it('moves a login from a file into pass, where it is encrypted, and back', async () => {
    const own = helperHome(sandbox, 'helper:pass', await homeWithPass())
    const before = own.write({ auths: { [sandbox.registry]: { auth: own.auth() } } })
    await own.helper(['install'])
    expect(filesThatHold(own.home.path, sandbox.secret)).toEqual([])
    expect(await own.dockers()).toEqual(own.login)
    expect((await own.helper(['status', '-o', 'json'])).stdout).toContain('"store": "helper:pass"')
    await own.helper(['uninstall'])
    expect(own.text()).toBe(before)
  })

  it('takes a login of docker out of pass, which docker uses for all others still, and gives it back', async () => {
    const own = helperHome(sandbox, 'file', await homeWithPass())
    own.write({ credsStore: 'pass' })
    await own.logIn()
    const other = { ServerURL: 'other.example', Username: 'ada', Secret: 'OTHER' }
    await runProgram(['docker-credential-pass', 'store'], { env: own.home.env, input: JSON.stringify(other) })
    const before = own.text()
    const inPass = async (server: string) =>
      (await runProgram(['docker-credential-pass', 'get'], { env: own.home.env, input: server })).stdout
    expect(await inPass(sandbox.registry)).toContain(sandbox.secret)
    await own.helper(['install'])
    expect(await inPass(sandbox.registry)).not.toContain(sandbox.secret)
    expect(await inPass('other.example')).toContain('OTHER')
    expect(await own.dockers()).toEqual(own.login)
    await own.helper(['uninstall'])
    expect([own.text(), await own.dockers()]).toEqual([before, own.login])
    expect(await inPass(sandbox.registry)).toContain(sandbox.secret)
  })

  it.each(['{}', '{"credsStore":"pass"}', undefined])(
    'cures docker that would give its login to a pass that is not initialized, with the config %j',
    async (config) => {
      const own = helperHome(sandbox, 'file', await homeWithKey())
      if (config === undefined) rmSync(own.file)
      else own.write(config)
      await expect(own.logIn()).rejects.toThrow(/pass is not initialized/)
      await own.helper(['install'])
      await own.logIn()
      expect(await own.dockers()).toEqual(own.login)
      expect(holds(own.text(), sandbox.secret)).toBe(false)
      if (config === '{"credsStore":"pass"}') {
        const before = own.text()
        expectError(await own.tryHelper(['uninstall']), {
          code: 'store_unusable',
          message:
            /docker would lose its login: it would be kept by docker-credential-pass again, and pass is not/,
        })
        expect(own.text()).toBe(before)
      } else {
        // In the file, as docker would pick pass again.
        await own.helper(['uninstall'])
        expect(JSON.parse(own.text()).auths[sandbox.registry]).toEqual({ auth: own.auth() })
      }
    },
  )
})

describeWith(
  ['docker', 'dbus-run-session', 'gnome-keyring-daemon'],
  'dgsh helper install with the system keychain',
  () => {
    it('moves a login from a file there, and leaves the file alone while it is locked', async () => {
      const own = helperHome(sandbox, 'keychain')
      const before = own.write({ auths: { [sandbox.registry]: { auth: own.auth() } } })
      const [locked] = await inSession(
        own.home,
        [NOT_UNLOCKED, { dgsh: ['helper', 'install'] }],
        sandbox.environment,
      )
      expect(locked?.code, locked?.stderr).toBe(1)
      expect(own.text()).toBe(before)
      const get = { argv: ['env', 'docker-credential-dgsh', 'get'], input: sandbox.registry }
      const steps = [UNLOCKED, { dgsh: ['helper', 'install'] }, get, { dgsh: ['helper', 'status'] }]
      const [installed, got, status] = await inSession(own.home, steps, sandbox.environment)
      expect(installed?.code, installed?.stderr).toBe(0)
      expect(got?.stdout).toContain(sandbox.secret)
      expect(status?.stdout).toMatch(/^ok +docker .* keychain +\d+ ms/m)
      expect(holds(own.text(), sandbox.secret)).toBe(false)
      expect(existsSync(join(own.home.path, '.local/state/dgsh/store.json'))).toBe(false)
      // Without a session nobody gets it: docker stays as it is, and status says why.
      const broken = await own.tryHelper(['status'])
      expect([broken.code, broken.stdout]).toEqual([7, expect.stringMatching(/fail +docker .*keychain/)])
      expectError(await own.tryHelper(['uninstall']), {
        code: 'store_unusable',
        message: /docker would lose its login/,
      })
      const [undone] = await inSession(
        own.home,
        [UNLOCKED, { dgsh: ['helper', 'uninstall'] }],
        sandbox.environment,
      )
      expect(undone?.code, undone?.stderr).toBe(0)
      expect(own.text()).toBe(before)
    })
  },
)

it('is refused where there is no store, also where nothing is to be moved: the next login would fail', async () => {
  const own = helperHome(sandbox)
  writeFileSync(join(own.home.path, '.config/dgsh/config.json'), '{}')
  const before = own.write({ auths: { x: {} } })
  expectError(await own.tryHelper(['install']), {
    code: 'input_required',
    message: /no store is chosen/,
    hint: /dgsh config set store file/,
  })
  expect(own.text()).toBe(before)
})
