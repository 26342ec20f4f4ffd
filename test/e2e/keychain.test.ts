import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { atEnd } from '../helpers/cleanup.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { describeWith } from '../helpers/parts.ts'
import { watchProcesses } from '../helpers/process-watch.ts'
import { inSession, LOCK, NOT_UNLOCKED, UNLOCKED } from '../helpers/secret-service.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startTestSandbox()
})

const login = (...args: string[]) => ({
  dgsh: ['auth', 'login', '--key-stdin', '--project', sandbox.projectId, ...args],
  input: sandbox.apiKey,
})
const status = { dgsh: ['auth', 'status', '-o', 'json'] }
const storeFile = (home: TemporaryHome) => join(home.path, '.local', 'state', 'dgsh', 'store.json')
const run = (home: TemporaryHome, ...steps: Parameters<typeof inSession>[1]) =>
  inSession(home, steps, { DGSH_API_URL: sandbox.apiUrl })

describeWith(['dbus-run-session', 'gnome-keyring-daemon', 'gdbus'], 'the real Secret Service', () => {
  it('is what auth login chooses by itself; the key lies nowhere else, and logout takes it away', async () => {
    const home = temporaryHome()
    const { value, commandLines } = await watchProcesses(() =>
      run(home, UNLOCKED, login('--debug'), status, { dgsh: ['auth', 'logout'] }, status),
    )
    const [loggedIn, first, loggedOut, second] = value
    expect(loggedIn?.code, loggedIn?.stderr).toBe(0)
    expect(loggedIn?.stderr).toContain('note: the API key will be stored in the system keychain\n')
    expect(JSON.parse(first?.stdout ?? '')).toMatchObject({
      accepted: true,
      store: { value: 'keychain', source: 'profile' },
      api_key: { last_four: sandbox.apiKey.slice(-4), source: 'store', origin: 'keychain of the system' },
    })
    expect(loggedOut?.code).toBe(0)
    expect(second?.code).toBe(3)
    expect(value.filter(({ stdout, stderr }) => holds(stdout + stderr, sandbox.apiKey))).toEqual([])
    // The shell that makes the session writes the key to the file that dgsh reads.
    const others = commandLines.filter((line) => !line.includes('bash -c'))
    expect(others.filter((line) => line.includes('keychain.js'))).not.toEqual([])
    expect(others.filter((line) => holds(line, sandbox.apiKey))).toEqual([])
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([])
  })

  it('takes over what lay in the file, which is empty then', async () => {
    const home = temporaryHome()
    const [, moved, after, back] = await run(
      home,
      UNLOCKED,
      login('--store', 'file'),
      { dgsh: ['config', 'set', 'store', 'keychain'] },
      status,
      { dgsh: ['config', 'set', 'store', 'file'] },
    )
    expect(moved?.stderr).toContain('Moved the API key from file to keychain.\n')
    expect(JSON.parse(after?.stdout ?? '')).toMatchObject({ accepted: true, store: { value: 'keychain' } })
    expect(back?.stderr).toContain('Moved the API key from keychain to file.\n')
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([storeFile(home)])
  })

  it('says that it is locked, and that is not the same as having no key', async () => {
    const home = temporaryHome()
    const [, projects, shown, again, without] = await run(
      home,
      UNLOCKED,
      login(),
      LOCK,
      { dgsh: ['projects', 'list'] },
      { dgsh: ['auth', 'status'] },
      login('--store', 'keychain'),
      login('--profile', 'other'),
    )
    for (const result of [projects, again]) {
      expectError(result ?? missing(), {
        code: 'store_locked',
        message: 'the keychain is locked',
        hint: 'unlock it',
      })
    }
    expect(shown?.code).toBe(1)
    expect(shown?.stdout).toMatch(/^API key +unknown\n[\s\S]*^Store +keychain /m)
    expectError(without ?? missing(), {
      code: 'input_required',
      message: 'no store is chosen, and the keychain is locked',
      hint: /--store helper:<name>[\s\S]*--store file[\s\S]*DEEPGRAM_API_KEY/,
    })
    expect(existsSync(storeFile(home))).toBe(false)
  })

  it('that is locked leaves everything where it is when it should be moved; a new login goes on', async () => {
    const home = temporaryHome()
    const [, refused, kept] = await run(
      home,
      UNLOCKED,
      login(),
      LOCK,
      { dgsh: ['config', 'set', 'store', 'file'] },
      login('--store', 'file'),
    )
    expectError(refused ?? missing(), { code: 'store_locked' })
    expect(kept).toMatchObject({ code: 0 })
    expect(kept?.stderr).toContain('note: what was kept before stays where it is: the keychain is locked\n')
  })

  it('that has no keyring is told', async () => {
    const [result] = await run(temporaryHome(), NOT_UNLOCKED, login('--store', 'keychain'))
    expectError(result ?? missing(), { code: 'store_unusable', message: 'has no keyring to write to' })
  })
})

describe('without a Secret Service', () => {
  const options = (home = temporaryHome(), address = `unix:path=${join(home.path, 'none')}`) => ({
    home,
    input: sandbox.apiKey,
    env: { DGSH_API_URL: sandbox.apiUrl, DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: home.path },
  })

  it('auth login names the ways to go on, and keeps nothing', async () => {
    const home = temporaryHome()
    const result = await runDgsh(['auth', 'login', '--key-stdin'], options(home))
    expectError(result, { code: 'input_required', message: 'no Secret Service runs', hint: '--store file' })
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([])
  })

  it('the keychain that was asked for is not replaced by another store', async () => {
    const home = temporaryHome()
    const args = ['auth', 'login', '--key-stdin', '--store', 'keychain']
    expectError(await runDgsh(args, options(home)), { code: 'store_unusable', hint: '--store <store>' })
    expect(filesThatHold(home.path, sandbox.apiKey)).toEqual([])
  })

  it('a D-Bus that never answers is given up after three seconds', async () => {
    const home = temporaryHome()
    const socket = join(home.path, 'bus')
    const server = createServer(() => {}).listen(socket)
    const sockets = new Set<{ destroy(): void }>()
    server.on('connection', (connection) => sockets.add(connection))
    atEnd(() => {
      for (const connection of sockets) connection.destroy()
      server.close()
    })
    const started = Date.now()
    const args = ['auth', 'login', '--key-stdin', '--store', 'keychain']
    const { value: result } = await watchProcesses(() => runDgsh(args, options(home, `unix:path=${socket}`)))
    const took = Date.now() - started
    expectError(result, { code: 'store_unusable', message: 'did not answer within 3 seconds' })
    expect(took).toBeGreaterThan(2900)
    expect(took).toBeLessThan(8000)
  })
})

describeWith(['strace'], 'a command that needs no store', () => {
  it('starts no program for it', async () => {
    const home = temporaryHome()
    const { executions, result } = await traceExecutions(dgshArgv(['projects', 'list']), {
      env: environmentOf(home, sandbox.environment),
    })
    expect(result.code, result.stderr).toBe(0)
    expect(executions).toHaveLength(1)
  })
})

function missing(): never {
  throw new Error('the step did not run')
}
