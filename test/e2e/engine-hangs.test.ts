import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh, startDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { describeWith } from '../helpers/parts.ts'
import { idOf, SECRET } from '../helpers/samples.ts'
import { temporaryDirectory, temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'

const LOGIN = ['login', idOf(1), '--secret-stdin']

/** What an engine may be that does not end: each writes its process id, or that of what it has started, to a file. */
const HANGING: [title: string, script: (file: string) => string][] = [
  ['itself', (file) => `echo $$ > ${file}; exec /bin/sleep 600`],
  ['a wrapper that waits for the engine', (file) => `/bin/sleep 600 & echo $! > ${file}; wait`],
  [
    'a wrapper in front of the engine',
    (file) => `/bin/sh -c 'echo $$ > ${file}; exec /bin/sleep 600'; exit 1`,
  ],
  ['one that is deaf to SIGTERM', (file) => `trap '' TERM; /bin/sleep 600 & echo $! > ${file}; wait; wait`],
]

/** A docker that does not end, and the file that tells the process. */
function hangingDocker(script: (file: string) => string) {
  const file = join(temporaryDirectory(), 'pid')
  const fakes = fakePrograms()
  fakes.add('docker', { script: script(file) })
  return { env: { PATH: fakes.directory }, fakes, file }
}

const hasStarted = (file: string) => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')

function isRunning(file: string): boolean {
  try {
    return process.kill(Number(readFileSync(file, 'utf8')), 0)
  } catch {
    return false
  }
}

describe.each(HANGING)('an engine that does not end, %s,', (_, script) => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 143],
  ] as const)('ends with dgsh at one %s', async (signal, code) => {
    const { env, file } = hangingDocker(script)
    const running = startDgsh(LOGIN, { env, input: SECRET })
    await expect.poll(() => hasStarted(file), { timeout: 15_000 }).toBe(true)
    const started = Date.now()
    running.kill(signal)
    expect(await running.ended).toMatchObject({ code, stdout: '' })
    expect(Date.now() - started).toBeLessThan(9000)
    await expect.poll(() => isRunning(file), { timeout: 3000 }).toBe(false)
  })

  it.each([
    ['a login', LOGIN],
    ['a logout', ['logout', 'quay.io']],
  ])('is ended after its time, and the lock with it: %s', async (_, args) => {
    const { env, fakes, file } = hangingDocker(script)
    const home = temporaryHome()
    const result = await runDgsh([...args, '--timeout', '2'], { env, home, input: SECRET })
    expectError(result, {
      code: 'timeout',
      message: 'docker did not finish within 4 seconds, and was stopped',
      hint: '--timeout <seconds>',
    })
    await expect.poll(() => isRunning(file), { timeout: 3000 }).toBe(false)
    fakes.add('docker')
    const started = Date.now()
    expect(await runDgsh(LOGIN, { env, home, input: SECRET })).toMatchObject({ code: 0 })
    expect(Date.now() - started).toBeLessThan(10_000)
  })
})

it('doctor ends a wrapper that does not say its version, with what it has started', async () => {
  const { env, file } = hangingDocker((pid) => `/bin/sleep 600 & echo $! > ${pid}; wait`)
  const { stdout } = await runDgsh(['doctor', '--timeout', '1'], { env })
  expect(stdout).toContain('docker does not answer within 3 s')
  await expect.poll(() => isRunning(file), { timeout: 3000 }).toBe(false)
})

describe('an engine that has ended', () => {
  it('is not waited for because something it has started holds its output', async () => {
    const fakes = fakePrograms()
    fakes.add('docker', { script: '/bin/sleep 40 &' })
    const started = Date.now()
    expect(await runDgsh(LOGIN, { env: { PATH: fakes.directory }, input: SECRET })).toMatchObject({ code: 0 })
    expect(Date.now() - started).toBeLessThan(15_000)
  })
})

describeWith(['docker'], 'a credential helper that takes a login and keeps nothing', () => {
  it.each([
    ['says so', "echo 'credentials not found in native keychain'; exit 1"],
    ['says nothing', 'exit 0'],
    ['gives an empty secret', `echo '{"Username":"","Secret":""}'`],
  ])('is noticed, though docker does not: it %s', async (_, get) => {
    const sandbox = await startTestSandbox()
    const home = temporaryHome()
    const bin = join(home.path, 'bin')
    mkdirSync(bin)
    const script = `#!/bin/sh\ncat >/dev/null\ncase $1 in get) ${get};; list) echo '{}';; esac\nexit 0\n`
    writeFileSync(join(bin, 'docker-credential-sieve'), script, { mode: 0o755 })
    writeDockerConfig(home.dockerConfig, { credsStore: 'sieve' })
    const args = ['login', sandbox.credentialId, '--secret-stdin', '--registry', sandbox.registry]
    const env = { PATH: `${bin}:${home.env.PATH}` }
    const result = await runDgsh(args, { env, home, input: sandbox.secret })
    expectError(result, {
      code: 'login_refused',
      message: /docker gave the login to docker-credential-sieve, which takes it and keeps nothing/,
      hint: 'credsStore',
    })
    expect(result.stderr).not.toContain('docker is logged in')
  })
})
