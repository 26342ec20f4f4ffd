import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { EngineLogin } from '../../src/engines/engine-login.ts'
import { DgshError } from '../../src/errors.ts'
import { logIn } from '../../src/logins/log-in.ts'
import { relogin } from '../../src/logins/relogin.ts'
import type { ExecResult } from '../../src/ports.ts'
import { ENGINE_LIMITS, type ExpectedExec, type TestSetup, testContext } from '../helpers/context.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const [OLD, NEW] = [`deepgram+${idOf(1)}`, `deepgram+${idOf(2)}`]
const OLD_SECRET = 'FORMERFORMERFORM'.repeat(4)
const DOWN = {
  exitCode: 1,
  stderr: 'Get "https://quay.io/v2/": dial tcp 192.0.2.1:443: connect: connection refused\n',
}
const SECRETS = new RegExp(
  `${SECRET}|${OLD_SECRET}|${Buffer.from(`${OLD}:${OLD_SECRET}`).toString('base64')}`,
)

/** A directory with docker and the helper of pass, which is PATH; and the programs that are expected in it. */
function programs() {
  const bin = temporaryDirectory()
  for (const name of ['docker', 'docker-credential-pass']) {
    writeFileSync(join(bin, name), '')
    chmodSync(join(bin, name), 0o755)
  }
  const [docker, pass] = [join(bin, 'docker'), join(bin, 'docker-credential-pass')]
  const loginArgs = ['login', 'quay.io', '--username', NEW, '--password-stdin']
  const held = JSON.stringify({ ServerURL: 'quay.io', Username: OLD, Secret: OLD_SECRET })
  return {
    bin,
    first: { request: { file: docker, args: loginArgs, input: SECRET, ...ENGINE_LIMITS } },
    list: {
      request: { file: pass, args: ['list'], input: 'unused', timeoutMs: 3000 },
      result: { stdout: JSON.stringify({ 'quay.io': OLD }) },
    },
    get: (result: Partial<ExecResult> = { stdout: held }): ExpectedExec => ({
      request: { file: pass, args: ['get'], input: 'quay.io', timeoutMs: 30_000 },
      result,
    }),
    logout: (effect = () => {}): ExpectedExec => ({
      request: { file: docker, args: ['logout', 'quay.io'], untilDone: true, ...ENGINE_LIMITS },
      effect,
    }),
    login: (result: Partial<ExecResult> = {}, effect = () => {}): ExpectedExec => ({
      request: { file: docker, args: loginArgs, input: SECRET, untilDone: true, ...ENGINE_LIMITS },
      result,
      effect,
    }),
    back: (result: Partial<ExecResult> = {}): ExpectedExec => ({
      request: {
        ...{ file: pass, args: ['store'], input: `${held}\n`, timeoutMs: 30_000 },
        untilDone: true,
      },
      result,
    }),
  }
}

const PROGRAMS = programs()
const { get, logout, login, back } = PROGRAMS

function contextOf(exec: readonly ExpectedExec[], setup: TestSetup = {}) {
  const home = temporaryDirectory()
  mkdirSync(join(home, '.docker'))
  writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify({ credsStore: 'pass' }))
  return testContext({ ...setup, exec: () => exec, env: { PATH: PROGRAMS.bin, HOME: home } })
}

const subject = {
  engine: { name: 'docker' as const, path: join(PROGRAMS.bin, 'docker') },
  ...{ registry: 'quay.io', credential: idOf(2), username: NEW, secret: SECRET, tlsVerify: true },
}
const former: EngineLogin = {
  ...{ engine: 'docker', username: OLD, helper: 'pass', key: 'quay.io', deliverable: true },
  ...{ file: '/config.json', place: 'docker-credential-pass' },
}

/** Runs the relogin with pauses of no time. */
function exchanging(exec: readonly ExpectedExec[], setup: TestSetup = {}) {
  const made = contextOf(exec, setup)
  return { ...made, perform: () => relogin(subject, former, made.context, [0, 0, 0]) }
}

describe('a login behind a former one', () => {
  it('is given again after a logout, which nothing stops', async () => {
    const { context, stderr } = contextOf([PROGRAMS.first, PROGRAMS.list, get(), logout(), login()])
    await logIn(subject, context)
    expect(stderr()).toBe('')
    const { entries } = await (await context.history()).read()
    expect(entries.map(({ action }) => action).sort()).toEqual(['engine_logged_in', 'engine_logged_out'])
  })

  it.each([1, 2, 3])('is tried again when it fails, here %i times', async (count) => {
    const failures = Array.from({ length: count }, () => login(DOWN))
    const { perform, stderr } = exchanging([get(), logout(), ...failures, login()])
    await perform()
    expect(stderr()).toBe('')
  })

  const four = () => Array.from({ length: 4 }, () => login(DOWN))

  it('leaves the former one when it fails for good', async () => {
    const { perform, stderr } = exchanging([get(), logout(), ...four(), back()])
    const error = await errorOf(perform)
    expect(error).toMatchObject({
      code: 'registry_unreachable',
      message: expect.stringMatching(
        /^docker cannot reach quay\.io \(docker: .*refused\); docker was logged out/,
      ),
      hint: 'check the network and the name of the registry',
    })
    expect(error.message).toContain(`, and has the former one of ${OLD} again`)
    expect(error.message + stderr()).not.toMatch(SECRETS)
  })

  it.each<[why: string, get: ExpectedExec, others: ExpectedExec[]]>([
    ['gave no secret', get({ exitCode: 1, stdout: 'locked' }), []],
    ['does not take it', get(), [back({ exitCode: 1, stdout: 'no room' })]],
  ])('says that there is none when the helper %s', async (_, read, others) => {
    const { perform } = exchanging([read, logout(), ...four(), ...others])
    expect(await errorOf(perform)).toMatchObject({
      message: expect.stringMatching(
        /docker was logged out for the new login, and has none for quay\.io now$/,
      ),
      hint: `when quay.io answers again: dgsh login ${idOf(2)} --engine docker`,
    })
  })

  it('is not given again when docker does not log out: it has the former one', async () => {
    const failing = { ...logout(), result: { exitCode: 1, stderr: 'no' } }
    const { perform } = exchanging([get(), failing])
    expect((await errorOf(perform)).message).toContain('docker could not log out of quay.io')
  })
})

describe('an interruption of the relogin', () => {
  const interrupted = new DgshError('interrupted', 'interrupted')

  it('before the logout leaves the former one', async () => {
    const controller = new AbortController()
    const { perform } = exchanging([{ ...get(), effect: () => controller.abort(interrupted) }], {
      signal: controller.signal,
    })
    expect(await errorOf(perform)).toBe(interrupted)
  })

  it('after it is heeded when the login is there', async () => {
    const controller = new AbortController()
    const stop = () => controller.abort(interrupted)
    const { perform, stderr } = exchanging([get(), logout(stop), login()], { signal: controller.signal })
    expect(await errorOf(perform)).toBe(interrupted)
    expect(stderr()).toBe('')
  })

  it('ends the attempts, and the former one is put back', async () => {
    const controller = new AbortController()
    const stop = () => controller.abort(interrupted)
    const setup = { signal: controller.signal }
    const { perform, stderr } = exchanging([get(), logout(), login(DOWN), login(DOWN, stop), back()], setup)
    expect(await errorOf(perform)).toBe(interrupted)
    expect(stderr()).toBe(
      `note: docker was logged out for the new login, and has the former one of ${OLD} again\n`,
    )
  })
})
