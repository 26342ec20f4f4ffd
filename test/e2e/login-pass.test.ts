import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { expectEnd, openDgsh } from '../helpers/dgsh-terminal.ts'
import { createdCredential, type KnownCredential, knownCredential, listIds } from '../helpers/lifecycle.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { succeed } from '../helpers/run-program.ts'
import { temporaryDirectory, writeDockerConfig } from '../helpers/temporary.ts'

const PARTS = ['docker', 'docker-credential-pass', 'pass', 'gpg'] as const

/** A credential of the sandbox, and the first that it creates, which sorts behind it: pass goes on with the former. */
const [OLD, NEW] = [knownCredential('2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c'), createdCredential(1)]
const ROTATE = ['creds', 'rotate', OLD.id, '--yes']
const RESUME = ['creds', 'rotate', '--resume', '--yes']

/**
 * A home where docker is logged in as the old one by pass. After a logout docker takes a second for a login, and so many of them
 * fail, as they do when the registry is gone.
 */
async function setStage(failures: number) {
  const [sandbox, home] = [await startTestSandbox(), await homeWithPass()]
  writeDockerConfig(home.dockerConfig, { credsStore: 'pass' })
  const directory = temporaryDirectory()
  const [out, left] = [join(directory, 'out'), join(directory, 'left')]
  const script = `#!/bin/sh
[ "$1" = logout ] && touch ${out}
if [ "$1" = login ] && [ -e ${out} ]; then
  sleep 1
  if [ "$(cat ${left})" -gt 0 ]; then
    echo $(($(cat ${left}) - 1)) >${left}
    echo 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused' >&2
    exit 1
  fi
fi
exec ${findProgram('docker')} "$@"
`
  writeFileSync(join(directory, 'docker'), script, { mode: 0o755 })
  const setFailures = (count: number) => writeFileSync(left, String(count))
  setFailures(failures)
  const options = { home, env: { ...sandbox.environment, PATH: `${directory}:${home.env.PATH}` } }
  await runDgsh(['config', 'set', 'store', 'file'], options)
  await runDgsh(['login', OLD.id, '--secret-stdin'], { ...options, input: OLD.secret })
  const helper = { env: home.env, input: sandbox.registry }
  const expectHeld = async ({ username, secret }: KnownCredential) =>
    expect(JSON.parse(await succeed(['docker-credential-pass', 'get'], helper))).toMatchObject({
      ...{ Username: username, Secret: secret },
    })
  await expectHeld(OLD)
  return { sandbox, options, setFailures, expectHeld, isOut: () => existsSync(out) }
}

describeWith(PARTS, 'docker that is logged out of pass, and in again,', () => {
  it('tries again when the registry is gone for a moment', async () => {
    const { options, expectHeld, isOut } = await setStage(2)
    const result = await runDgsh(ROTATE, options)
    expect(result.code, result.stderr).toBe(0)
    expect(isOut()).toBe(true)
    await expectHeld(NEW)
  })

  it('has the former login back when the registry stays away, and the rotation goes on later', async () => {
    const { sandbox, options, setFailures, expectHeld } = await setStage(99)
    const result = await runDgsh(ROTATE, options)
    expect(result.code, result.stderr).toBe(5)
    expect(result.stderr).toContain(
      `docker was logged out for the new login, and has the former one of ${OLD.username} again`,
    )
    expect(result.stderr).not.toMatch(new RegExp(`${OLD.secret}|${NEW.secret}`))
    await expectHeld(OLD)
    expect(await listIds(sandbox)).toContain(OLD.id)
    setFailures(0)
    const resumed = await runDgsh(RESUME, options)
    expect(resumed.code, resumed.stderr).toBe(0)
    await expectHeld(NEW)
    expect(await listIds(sandbox)).not.toContain(OLD.id)
  })
})

describeWith([...PARTS, 'tmux'], 'Ctrl-C while docker is logged out of pass', () => {
  it('waits until it is logged in again', async () => {
    const { sandbox, options, expectHeld, isOut } = await setStage(0)
    const terminal = await openDgsh(ROTATE, options)
    await expect.poll(isOut, { timeout: 20_000 }).toBe(true)
    await terminal.press('C-c')
    await expectEnd(terminal, 130)
    await expectHeld(NEW)
    expect(await listIds(sandbox)).toContain(OLD.id)
    const resumed = await runDgsh(RESUME, options)
    expect(resumed.code, resumed.stderr).toBe(0)
    await expectHeld(NEW)
  })
})
