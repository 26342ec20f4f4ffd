import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectError } from '../helpers/expect-error.ts'
import { createdCredential, startRecordedSandbox } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import type { ProgramResult } from '../helpers/run-program.ts'
import { inSession, UNLOCKED } from '../helpers/secret-service.ts'
import { filesThatHold } from '../helpers/sentinel.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const first = createdCredential(1)
const CREATE = ['creds', 'create', '--comment', 'Edge 7', '--scope', 'api', '-q']

const PARTS = [
  ...(['dbus-run-session', 'gnome-keyring-daemon', 'gdbus', 'docker', 'gpg', 'pass'] as const),
  ...(['docker-credential-pass', 'docker-credential-secretservice'] as const),
] as const

describeWith(PARTS, 'a secret in a real store', () => {
  it.each(['file', 'keychain', 'helper:secretservice', 'helper:pass'])(
    'is handed out and forgotten on purpose only: %s',
    async (store) => {
      const { sandbox, requests } = await startRecordedSandbox()
      const home = store === 'helper:pass' ? await homeWithPass() : temporaryHome()
      const [, created, printed, written, refused, loggedIn, forgotten, gone] = await inSession(
        home,
        [
          UNLOCKED,
          { dgsh: ['config', 'set', 'store', store] },
          { dgsh: CREATE },
          { dgsh: ['creds', 'secret', first.id] },
          { dgsh: ['creds', 'secret', 'edge 7', '--file', join(home.path, 'written')] },
          { dgsh: ['creds', 'forget', first.id] },
          { dgsh: ['login', first.id] },
          { dgsh: ['creds', 'forget', first.id] },
          { dgsh: ['creds', 'forget', first.id, '--yes'] },
        ],
        sandbox.environment,
      )
      for (const result of [created, written, loggedIn, forgotten])
        expect(result?.code, result?.stderr).toBe(0)
      expect(printed).toMatchObject({ code: 0, stdout: `${first.secret}\n`, stderr: '' })
      expect(readFileSync(join(home.path, 'written'), 'utf8')).toBe(`${first.secret}\n`)
      expectError(refused as ProgramResult, { code: 'input_required', message: 'the only copy' })
      // docker's login is another copy.
      expect(forgotten?.stderr).toContain('docker    still has it: ')
      expectError(gone as ProgramResult, { code: 'secret_not_found' })
      // What was printed is the output that the session keeps.
      const printedTo = join('run-time', '2.out')
      const left = [printedTo, 'written', join('.docker', 'config.json')].map((name) => join(home.path, name))
      expect(filesThatHold(home.path, first.secret).sort()).toEqual(left.sort())
      expect(requests.filter((request) => !/^(?:GET|POST) \S*\/credentials(?:\?|$)/.test(request))).toEqual(
        [],
      )
    },
  )
})
