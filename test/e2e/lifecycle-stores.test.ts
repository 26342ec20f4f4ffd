import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { expectEnd } from '../helpers/dgsh-terminal.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms, quote } from '../helpers/fake-engine.ts'
import { createdCredential, listIds, startRecordedSandbox } from '../helpers/lifecycle.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import type { ProgramResult } from '../helpers/run-program.ts'
import { inSession, LOCK, UNLOCKED } from '../helpers/secret-service.ts'
import { filesThatHold } from '../helpers/sentinel.ts'
import { temporaryHome } from '../helpers/temporary.ts'
import { openTerminal } from '../helpers/terminal.ts'

const [first, second] = [createdCredential(1), createdCredential(2)]

const CREATE = ['creds', 'create', '--comment', 'Edge 7', '--scope', 'api', '-q']

const PARTS = [
  ...(['dbus-run-session', 'gnome-keyring-daemon', 'gdbus', 'docker', 'gpg', 'pass'] as const),
  ...(['docker-credential-pass', 'docker-credential-secretservice'] as const),
] as const

describeWith(PARTS, 'a secret from its creation to its end', () => {
  it.each(['keychain', 'helper:secretservice', 'helper:pass'])(
    'lies in %s and nowhere else',
    async (store) => {
      const { sandbox } = await startRecordedSandbox()
      const home = store === 'helper:pass' ? await homeWithPass() : temporaryHome()
      const copy = (name: string) =>
        `/bin/cp ${quote(home.dockerConfig)}/config.json ${quote(home.path)}/${name}`
      const [set, created, loggedIn, rotated, withOld, withNew, deleted, withDeleted] = await inSession(
        home,
        [
          UNLOCKED,
          { dgsh: ['config', 'set', 'store', store] },
          { dgsh: CREATE },
          { dgsh: ['login', first.id] },
          copy('first.json'),
          { dgsh: ['creds', 'rotate', first.id, '--yes', '-q'] },
          copy('second.json'),
          { dgsh: ['login', first.id] },
          { dgsh: ['login', second.id] },
          { dgsh: ['creds', 'delete', second.id, '--yes', '--force'] },
          { dgsh: ['login', second.id] },
        ],
        sandbox.environment,
      )
      for (const result of [set, created, loggedIn, rotated, withNew, deleted])
        expect(result?.code, result?.stderr).toBe(0)
      expect([created?.stdout, rotated?.stdout]).toEqual([`${first.id}\n`, `${second.id}\n`])
      expectError(withOld as ProgramResult, { code: 'input_required', hint: '--secret-stdin' })
      // docker still has the login, whose secret is forgotten.
      const { stderr = '', ...refused } = withDeleted as ProgramResult
      const error = { ...refused, stderr: stderr.replace(/^note: .*\n/gm, '') }
      expectError(error, { code: 'login_refused', hint: 'deleted' })
      const config = join(home.dockerConfig, 'config.json')
      expect(filesThatHold(home.path, first.secret)).toEqual([join(home.path, 'first.json')])
      expect(filesThatHold(home.path, second.secret).sort()).toEqual([config, join(home.path, 'second.json')])
      expect(await listIds(sandbox)).not.toContain(second.id)
    },
  )
})

describeWith(['dbus-run-session', 'gnome-keyring-daemon', 'gdbus'], 'a keyring that is locked', () => {
  it.each([
    ['create', CREATE],
    ['rotate', ['creds', 'rotate', '8b1f', '--yes', '--exec', '/bin/true']],
  ])('ends creds %s before anything is created', async (_, args) => {
    const { sandbox, changes } = await startRecordedSandbox()
    const set = { dgsh: ['config', 'set', 'store', 'keychain'] }
    const steps = [UNLOCKED, set, LOCK, { dgsh: args }]
    const [, result] = await inSession(temporaryHome(), steps, sandbox.environment)
    expectError(result as ProgramResult, { code: 'store_locked', hint: 'unlock it' })
    expect(changes()).toEqual([])
  })
})

describeWith(
  ['dbus-run-session', 'gnome-keyring-daemon', 'gdbus', 'tmux'],
  'dgsh login with a locked keyring',
  () => {
    it('asks for the secret on a terminal', async () => {
      const { sandbox } = await startRecordedSandbox()
      const home = temporaryHome()
      const fakes = fakePrograms()
      fakes.add('docker')
      const runtime = join(home.path, 'run-time')
      mkdirSync(runtime, { mode: 0o700 })
      const dgsh = (...args: string[]) => dgshArgv(args).map(quote).join(' ')
      const script = [
        UNLOCKED,
        `${dgsh('config', 'set', 'store', 'keychain')} && ${dgsh(...CREATE)}`,
        LOCK,
        dgsh('login', first.id),
      ]
      const terminal = await openTerminal({
        argv: ['dbus-run-session', '--', 'bash', '-c', script.join('\n')],
        env: environmentOf(home, {
          ...sandbox.environment,
          PATH: `${fakes.directory}:${process.env.PATH}`,
          XDG_RUNTIME_DIR: runtime,
        }),
      })
      await terminal.waitFor(/Secret of .*:/)
      await terminal.type(first.secret)
      await terminal.press('Enter')
      const text = await expectEnd(terminal, 0)
      expect(text).toContain('note: the keychain is locked')
      expect(text).not.toContain(first.secret)
      expect(fakes.calls('docker')).toMatchObject([{ stdin: first.secret }])
    })
  },
)

describe('a store that does not work', () => {
  const SLOW = '#!/bin/sh\nexec /bin/sleep 20\n'
  const FULL = `#!/bin/sh
case $1 in list) echo '{}' ;; *) /bin/cat >/dev/null; echo 'no space left'; exit 1 ;; esac
`

  it.each<[string, string | undefined, ErrorCode, string]>([
    ['that is missing', undefined, 'store_unusable', 'docker-credential-broken is not on PATH'],
    ['that hangs', SLOW, 'store_unusable', 'did not answer within 2 seconds'],
    ['that takes nothing', FULL, 'store_unusable', 'docker-credential-broken store fails: no space left'],
  ])('a helper %s ends creds create before anything is created', async (_, program, code, message) => {
    const { sandbox, changes } = await startRecordedSandbox()
    const home = temporaryHome()
    const { directory } = fakePrograms()
    // The store is set while it is a working one.
    const file = join(directory, 'docker-credential-broken')
    const env = { ...sandbox.environment, PATH: directory }
    await runDgsh(['config', 'set', 'store', 'file'], { home, env })
    const config = join(home.path, '.config', 'dgsh', 'config.json')
    writeFileSync(config, JSON.stringify({ profiles: { default: { store: 'helper:broken' } } }), {
      mode: 0o600,
    })
    if (program !== undefined) {
      writeFileSync(file, program)
      chmodSync(file, 0o755)
    }
    const result = await runDgsh([...CREATE, '--timeout', '2'], { home, env })
    expectError(result, { code, message, hint: /choose another store|unlock what it keeps/ })
    expect(changes()).toEqual([])
  })

  it('a command that can only be read ends creds create before anything is created', async () => {
    const { sandbox, changes } = await startRecordedSandbox()
    const home = temporaryHome()
    const command = `command:${findProgram('cat')} key-of-{name}`
    await runDgsh(['config', 'set', 'store', command], { home })
    const result = await runDgsh(CREATE, { home, env: sandbox.environment })
    expectError(result, { code: 'usage', message: 'can only be read, not written' })
    expect(changes()).toEqual([])
  })

  it('no store at all: the ways to go on are told, and nothing is created', async () => {
    const { sandbox, changes } = await startRecordedSandbox()
    const result = await runDgsh(CREATE, {
      env: { ...sandbox.environment, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' },
    })
    expectError(result, {
      code: 'input_required',
      message: 'no store is chosen',
      hint: /dgsh config set store helper:<name>[\s\S]*dgsh config set store file/,
    })
    expect(changes()).toEqual([])
  })
})
