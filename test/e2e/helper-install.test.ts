import { chmodSync, existsSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type HelperHome, helperHome, pathWith } from '../helpers/helper-home.ts'
import { readState } from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { runProgram, succeed } from '../helpers/run-program.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

let sandbox: Sandbox
let own: HelperHome
beforeAll(async () => {
  sandbox = await startTestSandbox()
})
beforeEach(() => {
  own = helperHome(sandbox)
})

describeWith(['docker'], 'dgsh helper install', () => {
  it("moves docker's login out of its file, and uninstall puts it back byte for byte", async () => {
    await own.logIn()
    const before = own.text()
    const result = await own.helper(['install'])
    expect(result.stderr).toMatch(/✓ login {5}\S+ moved from ~\/\.docker\/config\.json to /)
    expect(holds(own.text(), sandbox.secret)).toBe(false)
    expect(JSON.parse(own.text())).toMatchObject({
      auths: { [sandbox.registry]: {}, 'registry.invalid': {} },
      credHelpers: { [sandbox.registry]: 'dgsh' },
    })
    expect(await own.dockers()).toEqual(own.login)
    expect(readState(own.home, 'helper')).toMatchObject({
      installations: [{ engine: 'docker', file: own.file, helper: null }],
    })
    const undone = await own.helper(['uninstall'])
    expect(undone.stderr).toMatch(
      /! login {5}the secret of \S+ is unencrypted in ~\/\.docker\/config\.json again/,
    )
    expect(own.text()).toBe(before)
    expect(readState(own.home, 'helper')).toEqual({ logins: {}, installations: [] })
    expect(Object.values(readState(own.home, 'store'))).toEqual([sandbox.secret])
  })

  it('is what the real docker logs in and out with from then on', async () => {
    await own.helper(['install'])
    await own.logIn()
    expect(holds(own.text(), sandbox.secret)).toBe(false)
    const again = await runProgram(['docker', 'login', sandbox.registry], { env: own.home.env })
    // Without a daemon docker goes no further.
    expect(again.stderr).toContain(`existing credentials... [Username: ${own.login.username}]`)
    await succeed(['docker', 'logout', sandbox.registry], { env: own.home.env })
    expect(await own.dockers()).toBeUndefined()
    expect((await own.tryHelper(['status'])).code).toBe(7)
  })

  it('shows the difference and changes nothing with --dry-run; no secret is anywhere in it', async () => {
    const before = own.write({
      auths: {
        [sandbox.registry]: { auth: own.auth() },
        'other.example': { auth: 'c29tZWJvZHk6U0VDUkVUMg==' },
      },
      HttpHeaders: { Authorization: 'Bearer SECRET3' },
    })
    const result = await own.helper(['install', '--dry-run', '--debug'])
    expect(result.stdout).toContain(`-      "auth": "…"`)
    expect(result.stdout).toContain(`+    "${sandbox.registry}": "dgsh"`)
    expect(result.stderr).toMatch(
      /would move from ~\/\.docker\/config\.json to .*\n(?:debug.*\n)*note: nothing was changed/,
    )
    for (const secret of [sandbox.secret, 'SECRET2', 'SECRET3'])
      expect(holds(result.stdout + result.stderr, secret)).toBe(false)
    expect(own.text()).toBe(before)
    expect(filesThatHold(own.home.path, sandbox.secret)).toEqual([own.file])
    const json = JSON.parse((await own.helper(['install', '--dry-run', '--json'])).stdout)
    expect(json).toMatchObject({ engine: 'docker', dry_run: true, files: [own.file], login: { to: 'file' } })
    await own.helper(['install', '--debug'])
    const dry = await own.helper(['uninstall', '--dry-run', '--debug'])
    expect(dry.stdout).toContain(`+      "auth": "…"`)
    expect(holds(dry.stdout + dry.stderr, sandbox.secret)).toBe(false)
    expect(filesThatHold(own.home.path, sandbox.secret)).toEqual([
      join(own.home.path, '.local/state/dgsh/store.json'),
    ])
  })

  it('does nothing the second time', async () => {
    own.write({ auths: { [sandbox.registry]: { auth: own.auth() } } })
    await own.helper(['install'])
    const [before, state] = [own.text(), readState(own.home, 'helper')]
    expect((await own.helper(['install'])).stderr).toMatch(/asks docker-credential-dgsh .* already/)
    expect([own.text(), readState(own.home, 'helper')]).toEqual([before, state])
  })

  it("moves somebody else's account, and a login under the key of a URL", async () => {
    const other = { username: 'org+robot', secret: 'P:a"ss/\\wörd' }
    const before = own.write({
      auths: { [`https://${sandbox.registry}/v1/`]: { auth: own.auth(other), email: 'x@y' } },
    })
    await own.helper(['install'])
    expect(JSON.parse(own.text()).auths).toEqual({ [`https://${sandbox.registry}/v1/`]: { email: 'x@y' } })
    expect(await own.dockers()).toEqual(other)
    await own.helper(['uninstall'])
    expect(own.text()).toBe(before)
  })

  it('makes a file as docker does, and removes it again', async () => {
    rmSync(own.home.dockerConfig, { recursive: true })
    const env = { PATH: pathWith('docker') }
    await own.helper(['install'], env)
    expect(own.text()).toBe(`{\n\t"credHelpers": {\n\t\t"${sandbox.registry}": "dgsh"\n\t}\n}`)
    expect([statSync(own.file).mode & 0o777, statSync(own.home.dockerConfig).mode & 0o777]).toEqual([
      0o600, 0o700,
    ])
    await own.helper(['uninstall'], env)
    expect(existsSync(own.file)).toBe(false)
    await own.helper(['install'], env)
    await own.logIn([], env)
    await own.helper(['uninstall'], env)
    expect(await own.dockers(env)).toEqual(own.login)
  })

  it('follows a link, and keeps the mode of what it leads to', async () => {
    const real = join(temporaryDirectory(), 'real.json')
    const before = own.write({ auths: { [sandbox.registry]: { auth: own.auth() } } })
    writeFileSync(real, before)
    chmodSync(real, 0o640)
    rmSync(own.file)
    symlinkSync(real, own.file)
    await own.helper(['install'])
    expect(holds(readFileSync(real, 'utf8'), sandbox.secret)).toBe(false)
    expect(statSync(real).mode & 0o777).toBe(0o640)
    await own.helper(['uninstall'])
    expect(readFileSync(real, 'utf8')).toBe(before)
  })
})
