import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { environmentOf } from '../helpers/dgsh.ts'
import { type FakeBehaviour, fakePrograms } from '../helpers/fake-engine.ts'
import {
  loginIn,
  NOT_FOUND,
  ownHelperArgv,
  readState,
  runOwnHelper,
  storeInput,
  type Verb,
  writeState,
} from '../helpers/own-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { processesIn, watchProcesses } from '../helpers/process-watch.ts'
import { succeed } from '../helpers/run-program.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { inSession, LOCK, NOT_UNLOCKED, UNLOCKED } from '../helpers/secret-service.ts'
import { filesThatHold, holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { chooseStore, type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const ID = idOf(7)
const ENTRY = `secret:${ID}`
const LOGIN = { username: `deepgram+${ID}`, secret: SECRET }
const STORE = storeInput('quay.io', LOGIN)
const ANSWER = { ServerURL: 'quay.io', Username: LOGIN.username, Secret: SECRET }
const SOMEBODY = storeInput('quay.io', { username: 'somebody', secret: 'a password' })

/** On a busy machine a store that works may take more than two seconds. */
const PATIENT = '30'

/** As if a login were kept in a store. */
const record = (home: TemporaryHome, store: string) =>
  writeState(home, 'helper', { logins: { 'quay.io': { username: LOGIN.username, store, entry: ENTRY } } })

const KEYRING = ['dbus-run-session', 'gnome-keyring-daemon', 'gdbus'] as const
const ask = (verb: Verb, input: string) => ({ argv: ownHelperArgv([verb]), input })

describeWith(KEYRING, 'in the Secret Service', () => {
  let home: TemporaryHome
  beforeEach(() => {
    home = temporaryHome()
    home.env.DGSH_TIMEOUT = PATIENT
    chooseStore(home, 'keychain')
  })

  it('a login is kept, given and erased; its secret is in no file and no command line', async () => {
    const { value, commandLines } = await watchProcesses(() =>
      inSession(home, [
        ...[UNLOCKED, ask('store', STORE), ask('get', 'https://quay.io'), ask('list', 'unused')],
        ...[ask('erase', 'quay.io'), ask('get', 'quay.io'), ask('store', SOMEBODY), ask('get', 'quay.io')],
        ...[ask('erase', 'quay.io'), { dgsh: ['creds', 'history'] }],
      ]),
    )
    const [stored, given, listed, erased, none, others, second, last] = value
    expect(stored, stored?.stderr).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(JSON.parse(given?.stdout ?? '')).toEqual({ ...ANSWER, ServerURL: 'https://quay.io' })
    expect(listed?.stdout).toBe(`{"quay.io":"${LOGIN.username}"}\n`)
    expect(erased).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(none).toMatchObject(NOT_FOUND)
    expect(others).toMatchObject({ code: 0 })
    expect(JSON.parse(second?.stdout ?? '')).toMatchObject({ Username: 'somebody', Secret: 'a password' })
    expect(last).toMatchObject({ code: 0, stderr: '' })
    // The shell that makes the session has the request in a file that goes with it.
    expect(filesThatHold(home.path, SECRET).filter((file) => !file.includes('run-time'))).toEqual([])
    const lines = commandLines.filter((line) => !line.includes('bash -c'))
    expect(lines.filter((line) => holds(line, SECRET))).toEqual([])
  })

  it('a locked keyring is a cause, within two seconds and the start', async () => {
    const impatient = { argv: ['env', '-u', 'DGSH_TIMEOUT', ...ownHelperArgv(['get'])], input: 'quay.io' }
    const [stored, locked, erased] = await inSession(home, [
      ...[UNLOCKED, ask('store', STORE), LOCK, impatient, ask('erase', 'quay.io')],
    ])
    expect(stored?.code, stored?.stderr).toBe(0)
    expect(locked?.code).toBe(1)
    expect(locked?.stdout).toMatch(
      /^the (?:keychain is locked|store keychain did not answer within 2 seconds)/,
    )
    expect(locked?.stderr).toMatch(
      /^error: the (?:keychain is locked|store keychain did not answer within 2 seconds)/,
    )
    expect(erased).toMatchObject({ code: 0, stdout: '' })
  })

  it('no session, and a keyring that was never unlocked, are causes', async () => {
    record(home, 'keychain')
    const outside = await runOwnHelper(['get'], 'quay.io', { home })
    expect(outside.code).toBe(1)
    expect(outside.stdout).toMatch(/^no keychain answers|^the keychain/)
    const [never] = await inSession(home, [NOT_UNLOCKED, ask('store', STORE)])
    expect(never?.code).toBe(1)
    expect(never?.stdout).not.toContain('not found')
  })
})

describeWith(['pass', 'gpg', 'docker-credential-pass'], 'in pass', () => {
  it('a login is kept, given and erased', async () => {
    const home = await homeWithPass()
    home.env.DGSH_TIMEOUT = PATIENT
    chooseStore(home, 'helper:pass')
    const run = (verb: Verb, input: string) => runOwnHelper([verb], input, { home })
    expect(await run('store', STORE)).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(loginIn(await run('get', 'quay.io'))).toEqual(ANSWER)
    expect(readState(home, 'helper')).toMatchObject({
      logins: { 'quay.io': { store: 'helper:pass', entry: ENTRY } },
    })
    expect(filesThatHold(home.path, SECRET)).toEqual([])
    expect(await run('store', SOMEBODY)).toMatchObject({ code: 0 })
    expect(loginIn(await run('get', 'quay.io'))).toMatchObject({ Username: 'somebody', Secret: 'a password' })
    expect(await run('erase', 'quay.io')).toMatchObject({ code: 0, stderr: '' })
    expect(await run('get', 'quay.io')).toMatchObject(NOT_FOUND)
    // What is left is the secret of the credential.
    const left = await succeed(['docker-credential-pass', 'list'], {
      env: environmentOf(home),
      input: 'unused',
    })
    expect(Object.keys(JSON.parse(left))).toEqual([`https://dgsh.invalid/secret/${ID}`])
  })
})

describeWith(['strace'], 'every program that store starts', () => {
  it('gets the secret by standard input', async () => {
    const home = temporaryHome()
    const fake = fakePrograms()
    fake.add('docker-credential-fake', { stdout: '{}' })
    chooseStore(home, 'helper:fake')
    const { executions } = await traceExecutions(ownHelperArgv(['store']), {
      env: environmentOf(home, { PATH: `${fake.directory}:${home.env.PATH}` }),
      input: STORE,
    })
    expect(executions.map(({ argv }) => argv.join(' '))).toContainEqual(
      expect.stringContaining('docker-credential-fake'),
    )
    for (const { argv, environment } of executions)
      expect([...argv, ...environment].filter((word) => holds(word, SECRET))).toEqual([])
  })
})

describe('from a command', () => {
  const withCommand = (home: TemporaryHome, script: string) => {
    const file = join(home.path, 'secrets')
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const store = `command:${file} '{name}'`
    chooseStore(home, store)
    record(home, store)
    return (verb: Verb, input: string) => runOwnHelper([verb], input, { home })
  }

  it('a login is given; one with the same secret may be stored, another not', async () => {
    const home = temporaryHome()
    const run = withCommand(home, `[ "$1" = secret/${ID} ] && echo ${SECRET}; exit 0`)
    expect(loginIn(await run('get', 'quay.io'))).toEqual(ANSWER)
    expect(await run('erase', 'quay.io')).toMatchObject({ code: 0, stderr: '' })
    expect(await run('store', STORE)).toMatchObject({ code: 0 })
    expect(loginIn(await run('get', 'quay.io'))).toEqual(ANSWER)
    const refused = await run('store', storeInput('quay.io', { ...LOGIN, secret: 'another' }))
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('can only be read, not written'),
    })
  })

  it('a failure is a cause', async () => {
    const home = temporaryHome()
    const run = withCommand(home, 'echo the vault is sealed >&2; exit 3')
    expect(await run('get', 'quay.io')).toMatchObject({
      ...{ code: 1, stdout: expect.stringContaining('ended with 3: the vault is sealed') },
    })
  })
})

describe('a store that does not answer', () => {
  const HANGS: [what: string, behaviour: FakeBehaviour][] = [
    ['and ends when it is told to', { hangs: true }],
    ['and ignores what it is told', { script: "trap '' TERM", hangs: true }],
  ]

  it.each(HANGS)('within two seconds is a cause that names it: %s', async (_, behaviour) => {
    const home = temporaryHome()
    const fake = fakePrograms()
    fake.add('docker-credential-fake', behaviour)
    chooseStore(home, 'helper:fake')
    record(home, 'helper:fake')
    const env = { PATH: `${fake.directory}:${home.env.PATH}` }
    for (const [verb, input] of [
      ['get', 'quay.io'],
      ['store', STORE],
    ] as const) {
      const started = performance.now()
      const { code, stdout, stderr } = await runOwnHelper([verb], input, { home, env })
      expect(code).toBe(1)
      expect(stdout).toMatch(/^the store helper:fake did not answer within 2 seconds; /)
      expect(stderr).toMatch(/^error: the store helper:fake did not answer/)
      await expect.poll(() => processesIn(home.path)).toEqual([])
      // It hangs for ten minutes; how long a start takes depends on the machine.
      expect(performance.now() - started).toBeLessThan(20_000)
    }
    expect(await runOwnHelper(['erase'], 'quay.io', { home, env })).toMatchObject({ code: 0 })
  })
})

describe('dgsh itself as its store', () => {
  it('is refused, wherever it is named', async () => {
    const home = temporaryHome()
    chooseStore(home, 'helper:dgsh')
    const run = (verb: Verb, input: string) => runOwnHelper([verb], input, { home })
    const cause = { code: 1, stdout: expect.stringContaining('docker-credential-dgsh keeps its logins in') }
    expect(await run('store', STORE)).toMatchObject(cause)
    record(home, 'helper:dgsh')
    expect(await run('get', 'quay.io')).toMatchObject(cause)
  })
})
