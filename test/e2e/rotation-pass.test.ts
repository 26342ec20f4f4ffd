import { beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { createdCredential, knownCredential, readHistory } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { homeWithPass } from '../helpers/password-store.ts'
import { succeed } from '../helpers/run-program.ts'
import { writeDockerConfig } from '../helpers/temporary.ts'

// It keeps a login for each username, and serves the first of them by the alphabet (seen with 0.6.4).
describeWith(['docker', 'docker-credential-pass', 'pass', 'gpg'], 'docker that keeps logins in pass', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startTestSandbox()
  })

  it.each([
    [1, 'before', '2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c'],
    [2, 'behind', 'f4a7d316-8e0b-4c52-9f61-2b5c08e7d3a9'],
  ])('has the new one after a rotation (%i), when the old one sorts %s it', async (number, order, id) => {
    const [old, created] = [knownCredential(id), createdCredential(number)]
    expect(old.id < created.id).toBe(order === 'before')
    const home = await homeWithPass()
    writeDockerConfig(home.dockerConfig, { credsStore: 'pass' })
    const dgsh = (args: readonly string[], input = '') =>
      runDgsh(args, { home, env: sandbox.environment, input })
    const held = async () =>
      JSON.parse(await succeed(['docker-credential-pass', 'get'], { env: home.env, input: sandbox.registry }))
    await dgsh(['config', 'set', 'store', 'file'])
    await dgsh(['login', old.id, '--secret-stdin'], old.secret)
    expect(await held()).toMatchObject({ Username: old.username, Secret: old.secret })

    const result = await dgsh(['creds', 'rotate', old.id, '--yes', '-q'])
    expect(result.code, result.stderr).toBe(0)
    expect(result.stdout).toBe(`${created.id}\n`)
    expect(await held()).toMatchObject({ Username: created.username, Secret: created.secret })
    expect(readHistory(home)).toContain(`credential_deleted ${old.id}`)
    expect(readHistory(home).includes('engine_logged_out null')).toBe(order === 'before')
  })
})
