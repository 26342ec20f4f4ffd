import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { loginIn, putOnPath, runOwnHelper } from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithKey, homeWithPass } from '../helpers/password-store.ts'
import { chooseStore, type TemporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const configOf = (home: TemporaryHome) => readFileSync(join(home.dockerConfig, 'config.json'), 'utf8')

/** Opens `dgsh login` in a terminal. */
const open = (home: TemporaryHome) =>
  openDgsh(['login', sandbox.credentialId], { home, env: sandbox.environment, columns: 120 })

const type = async (terminal: Awaited<ReturnType<typeof open>>, question: RegExp, answer: string) => {
  await terminal.waitFor(question)
  await terminal.type(answer)
  await terminal.press('Enter')
}

const helperLogin = async (home: TemporaryHome) =>
  loginIn(await runOwnHelper(['get'], sandbox.registry, { home, env: sandbox.environment }))

describeWith(['docker', 'tmux', 'pass', 'gpg', 'docker-credential-pass'], 'dgsh login on a terminal', () => {
  it('offers to move a login in plain text to the store, and asks no more once it is there', async () => {
    const home = await homeWithPass()
    chooseStore(home, 'helper:pass')
    putOnPath(home)
    writeDockerConfig(home.dockerConfig, {})
    const terminal = await open(home)
    await type(terminal, /Secret of /, sandbox.secret)
    await type(terminal, /Move the secret from ~\/\.docker\/config\.json to helper:pass/, 'y')
    const text = await expectEnd(terminal, 0)
    expect(text).toMatch(/docker +asks docker-credential-dgsh for 127\S+ from now on/)
    expect(text).not.toContain(sandbox.secret)
    expect(JSON.parse(configOf(home)).credHelpers).toEqual({ [sandbox.registry]: 'dgsh' })
    expect(await helperLogin(home)).toMatchObject({ Secret: sandbox.secret })
    const again = await expectEnd(await open(home), 0)
    expect(again).toContain('docker is logged in')
    expect(again).not.toContain('?')
  })

  it('remembers a no', async () => {
    const home = await homeWithPass()
    chooseStore(home, 'helper:pass')
    putOnPath(home)
    writeDockerConfig(home.dockerConfig, {})
    const terminal = await open(home)
    await type(terminal, /Secret of /, sandbox.secret)
    await type(terminal, /Move the secret /, 'n')
    await type(terminal, /Store the secret /, 'y')
    expect(await expectEnd(terminal, 0)).toContain('dgsh does not ask this again')
    expect(JSON.parse(configOf(home))).not.toHaveProperty('credHelpers')
    const { stdout } = await runDgsh(['config', 'get', 'install_helper'], { home })
    expect(stdout).toBe('never\n')
    expect(await expectEnd(await open(home), 0)).not.toContain('?')
  })

  it('offers the same where docker would pick a pass that is not initialized, and logs in then', async () => {
    const home = await homeWithKey()
    chooseStore(home, 'file')
    putOnPath(home)
    writeDockerConfig(home.dockerConfig, { auths: {} })
    const terminal = await open(home)
    await type(terminal, /Have docker ask dgsh for its login instead\?/, 'y')
    await type(terminal, /Secret of /, sandbox.secret)
    const text = await expectEnd(terminal, 0)
    expect(text).toContain('pass is not initialized')
    expect(text).toContain('docker is logged in')
    expect(text).not.toContain('not logged in')
    expect(await helperLogin(home)).toMatchObject({ Secret: sandbox.secret })
  })

  it('offers nothing where docker would not find the program', async () => {
    const home = await homeWithPass()
    chooseStore(home, 'helper:pass')
    writeDockerConfig(home.dockerConfig, {})
    const terminal = await open(home)
    await type(terminal, /Secret of /, sandbox.secret)
    await type(terminal, /Store the secret /, 'n')
    expect(await expectEnd(terminal, 0)).not.toContain('Move the secret')
  })
})
