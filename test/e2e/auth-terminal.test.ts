import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startApiServer } from '../helpers/api-server.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { describeWith } from '../helpers/parts.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'
import type { Terminal } from '../helpers/terminal.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const storeFile = (home: TemporaryHome) => join(home.path, '.local', 'state', 'dgsh', 'store.json')
const configFile = (home: TemporaryHome) => join(home.path, '.config', 'dgsh', 'config.json')

describeWith(['tmux'], 'dgsh auth login on a terminal', () => {
  const open = (home: TemporaryHome) =>
    openDgsh(['auth', 'login', '--store', 'file'], { home, env: { DGSH_API_URL: sandbox.apiUrl } })

  const giveKey = async (terminal: Terminal) => {
    await terminal.waitFor(/^\? API key/m)
    await terminal.type(sandbox.apiKey)
    await terminal.press('Enter')
  }

  it('asks for key and project, and keeps them; nothing of the key shows', async () => {
    const home = temporaryHome()
    const terminal = await open(home)
    expect(await terminal.waitFor(/^\? API key/m)).toMatch(/note: .*unencrypted in/)
    await giveKey(terminal)
    await terminal.waitFor('Which project?')
    await terminal.press('Down', 'Enter')
    expect(await expectEnd(terminal, 0)).toContain('✓ Deepgram accepts the API key')
    expect(await terminal.text()).not.toContain(sandbox.apiKey.slice(0, 6))
    expect(readFileSync(storeFile(home), 'utf8')).toContain(sandbox.apiKey)
    for (const file of [storeFile(home), configFile(home)]) {
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
    }
    const { stdout } = await runDgsh(['auth', 'status', '-o', 'json'], {
      home,
      env: { DGSH_API_URL: sandbox.apiUrl },
    })
    expect(JSON.parse(stdout)).toMatchObject({
      accepted: true,
      project: { source: 'profile' },
      api_key: { last_four: sandbox.apiKey.slice(-4), source: 'store' },
    })
  })

  describe.each<[string, (terminal: Terminal) => Promise<unknown>]>([
    ['the key', (terminal) => terminal.waitFor(/^\? API key/m)],
    ['the project', (terminal) => giveKey(terminal).then(() => terminal.waitFor('Which project?'))],
  ])('Ctrl-C at %s', (_, proceed) => {
    it('ends with 130 and leaves nothing', async () => {
      const home = temporaryHome()
      const terminal = await open(home)
      await proceed(terminal)
      await terminal.press('C-c')
      expect(await expectEnd(terminal, 130)).not.toContain('error:')
      expect(existsSync(storeFile(home))).toBe(false)
      expect(existsSync(configFile(home))).toBe(false)
    })
  })

  it('asks where to store the key when no store is named and there is no keychain', async () => {
    const home = temporaryHome()
    const terminal = await openDgsh(['auth', 'login'], { home, env: { DGSH_API_URL: sandbox.apiUrl } })
    await terminal.waitFor('Where should dgsh store the API key?')
    expect(await terminal.waitFor(/command +dgsh stores nothing/)).toMatch(/file +unencrypted in/)
    await terminal.press('Enter')
    await giveKey(terminal)
    await terminal.waitFor('Which project?')
    await terminal.press('Enter')
    await expectEnd(terminal, 0)
    expect(readFileSync(storeFile(home), 'utf8')).toContain(sandbox.apiKey)
  })

  it('keeps nothing when Deepgram refuses the key', async () => {
    const home = temporaryHome()
    const terminal = await open(home)
    await terminal.waitFor(/^\? API key/m)
    await terminal.type('f'.repeat(40))
    await terminal.press('Enter')
    expect(await expectEnd(terminal, 3)).toContain('error: Deepgram refuses the API key')
    expect(existsSync(storeFile(home))).toBe(false)
  })
})

describeWith(['tmux'], 'the project picker of other commands', () => {
  const environment = () => ({ DGSH_API_URL: sandbox.apiUrl, DEEPGRAM_API_KEY: sandbox.apiKey })

  it('serves creds list, and is left with 130 on Ctrl-C', async () => {
    const terminal = await openDgsh(['creds', 'list'], { env: environment() })
    await terminal.waitFor('Which project?')
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
  })

  it('serves projects use, which keeps nothing on Ctrl-C', async () => {
    const home = temporaryHome()
    const terminal = await openDgsh(['projects', 'use'], { home, env: environment() })
    await terminal.waitFor('Which project?')
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
    expect(existsSync(configFile(home))).toBe(false)
  })
})

describeWith(['tmux'], 'Ctrl-C in mid-request', () => {
  it('ends with 130, without a word', async () => {
    const api = await startApiServer({ 'GET /v1/projects': 'hang' })
    const terminal = await openDgsh(['projects', 'list'], {
      env: { DGSH_API_URL: api.url, DEEPGRAM_API_KEY: sandbox.apiKey },
    })
    await api.firstRequest
    await terminal.press('C-c')
    expect(await expectEnd(terminal, 130)).not.toContain('error:')
  })

  it('ends auth login with 130 and keeps nothing', async () => {
    const api = await startApiServer({ 'GET /v1/projects': 'hang' })
    const home = temporaryHome()
    const terminal = await openDgsh(['auth', 'login', '--store', 'file'], {
      home,
      env: { DGSH_API_URL: api.url },
    })
    await terminal.waitFor(/^\? API key/m)
    await terminal.type(sandbox.apiKey)
    await terminal.press('Enter')
    await api.firstRequest
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
    expect(existsSync(storeFile(home))).toBe(false)
  })
})
