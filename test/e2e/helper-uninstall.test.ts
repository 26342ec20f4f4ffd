import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { type HelperHome, helperHome } from '../helpers/helper-home.ts'
import { describeWith } from '../helpers/parts.ts'
import { succeed } from '../helpers/run-program.ts'
import { filesThatHold } from '../helpers/sentinel.ts'

let sandbox: Sandbox
let own: HelperHome
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
beforeEach(() => {
  own = helperHome(sandbox)
})

describeWith(['docker'], 'dgsh helper install, where another helper has the login,', () => {
  it.each(['credsStore', 'credHelpers'] as const)(
    'takes it over from %s, and uninstall gives it back',
    async (name) => {
      const other = fakeHelper()
      const env = { PATH: `${other.directory}:${own.home.env.PATH}` }
      const value = name === 'credsStore' ? 'fake' : { [sandbox.registry]: 'fake', 'gcr.io': 'fake' }
      const before = own.write({ auths: { [sandbox.registry]: {} }, [name]: value })
      await own.logIn([], env)
      own.write(before)
      await own.helper(['install'], env)
      expect(other.calls().at(-1)).toBe(`erase ${sandbox.registry}`)
      expect(filesThatHold(other.directory, sandbox.secret)).toEqual([])
      expect(await own.dockers(env)).toEqual(own.login)
      await own.helper(['uninstall'], env)
      expect(own.text()).toBe(before)
      expect(await own.dockers(env)).toEqual(own.login)
      expect(filesThatHold(other.directory, sandbox.secret)).toHaveLength(1)
    },
  )

  it('is not uninstalled where that helper no longer takes it: docker stays logged in', async () => {
    const other = fakeHelper()
    const env = { PATH: `${other.directory}:${own.home.env.PATH}` }
    own.write({ auths: { x: {} }, credsStore: 'fake' })
    await own.helper(['install'], env)
    await own.logIn([], env)
    const before = own.text()
    other.limit(0)
    expectError(await own.tryHelper(['uninstall'], env), {
      code: 'store_unusable',
      message: /docker would lose its login: it would be kept by docker-credential-fake again, and /,
      hint: /dgsh helper uninstall --engine docker/,
    })
    expect(own.text()).toBe(before)
    expect(await own.dockers(env)).toEqual(own.login)
  })
})

describeWith(['docker'], 'dgsh helper uninstall, where things have changed since,', () => {
  const install = async () => {
    own.write({ auths: { [sandbox.registry]: { auth: own.auth() } }, psFormat: 'x' })
    await own.helper(['install'])
  }

  it('gives docker the login that it has now, in the places of the former one', async () => {
    await install()
    const rotated = { username: `deepgram+${'1'.repeat(8)}-1111-4111-8111-111111111111`, secret: 'ROTATED' }
    const before = own.text()
    await succeed(['env', 'docker-credential-dgsh', 'store'], {
      env: { ...own.home.env, ...sandbox.environment },
      input: JSON.stringify({
        ServerURL: sandbox.registry,
        Username: rotated.username,
        Secret: rotated.secret,
      }),
    })
    expect(own.text()).toBe(before)
    await own.helper(['uninstall'])
    expect(own.text()).toBe(
      `${JSON.stringify({ auths: { [sandbox.registry]: { auth: own.auth(rotated) } }, psFormat: 'x' }, null, 2)}\n`,
    )
  })

  it('keeps what else was changed in the file', async () => {
    await install()
    own.write(
      own
        .text()
        .replace('"psFormat": "x"', '"psFormat": "y",\n  "mine": 1.0')
        .replace('"auths": {', '"auths": {\n    "new.example": {"auth": "bmV3Om5ldw=="},'),
    )
    await own.helper(['uninstall'])
    expect(JSON.parse(own.text())).toEqual({
      auths: { 'new.example': { auth: 'bmV3Om5ldw==' }, [sandbox.registry]: { auth: own.auth() } },
      psFormat: 'y',
      mine: 1,
    })
    expect(own.text()).toContain('"mine": 1.0')
    expect(await own.dockers()).toEqual(own.login)
  })

  it('after the real docker has rewritten the file, too', async () => {
    await install()
    await own.logIn()
    await own.helper(['uninstall'])
    expect(await own.dockers()).toEqual(own.login)
    expect(JSON.parse(own.text())).toEqual({
      auths: { [sandbox.registry]: { auth: own.auth() } },
      psFormat: 'x',
    })
  })

  it('refuses while the store does not give the login out', async () => {
    await install()
    const before = own.text()
    writeFileSync(join(own.home.path, '.local/state/dgsh/store.json'), '{broken')
    expectError(await own.tryHelper(['uninstall']), {
      code: 'store_unusable',
      message: /docker would lose its login: docker-credential-dgsh does not give it out: .*store\.json/,
      hint: /dgsh helper status/,
    })
    expect(own.text()).toBe(before)
  })

  it('refuses while docker-credential-dgsh is not on PATH, and says how it gets there', async () => {
    await install()
    const before = own.text()
    expectError(await own.tryHelper(['uninstall'], { PATH: process.env.PATH }), {
      code: 'store_unusable',
      message: /docker would lose its login: docker-credential-dgsh does not give it out: it is not on PATH/,
      hint: /ln -sf \S+\/docker-credential-dgsh\.js /,
    })
    expect(own.text()).toBe(before)
  })

  it('has nothing to do without an installation', async () => {
    const before = own.write({ auths: { [sandbox.registry]: { auth: own.auth() } } })
    expect((await own.helper(['uninstall'])).stderr).toContain('docker does not ask docker-credential-dgsh')
    expect(own.text()).toBe(before)
  })
})
