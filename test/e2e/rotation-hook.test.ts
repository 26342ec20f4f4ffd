import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { dgshArgv, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { createdCredential, listIds, startRecordedSandbox, usernameIn } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { holds } from '../helpers/sentinel.ts'
import { traceExecutions } from '../helpers/strace.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

/** A hook that logs skopeo in to a file of its own, and writes down what else it was given. */
const HOOK = `#!/bin/bash
set -eu
directory=$1
env >"$directory/environment"
[ -e "$directory/broken" ] && { echo 'the edge is down' >&2; exit 3; }
skopeo login --tls-verify=false --authfile "$directory/hook.json" --username "$DGSH_USERNAME" --password-stdin "$DGSH_REGISTRY"
`

const created = createdCredential(1)

async function prepare() {
  const { sandbox } = await startRecordedSandbox()
  const home = temporaryHome()
  const hook = join(home.path, 'hook')
  writeFileSync(hook, HOOK, { mode: 0o755 })
  await runDgsh(['config', 'set', 'store', 'file'], { home })
  const rotate = ['creds', 'rotate', sandbox.credentialId, '--exec', `${hook} '${home.path}'`, '--yes']
  return { home, sandbox, rotate, file: join(home.path, 'hook.json') }
}

function environmentGiven(home: TemporaryHome): Record<string, string> {
  const lines = readFileSync(join(home.path, 'environment'), 'utf8').split('\n')
  return Object.fromEntries(lines.map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]))
}

function expectGiven(home: TemporaryHome, sandbox: Sandbox): void {
  const given = environmentGiven(home)
  expect(given).toMatchObject({
    DGSH_CREDENTIAL_ID: created.id,
    DGSH_USERNAME: created.username,
    DGSH_REGISTRY: sandbox.registry,
    DGSH_OLD_CREDENTIAL_ID: sandbox.credentialId,
  })
  expect(given).not.toHaveProperty('DEEPGRAM_API_KEY')
}

describeWith(['skopeo', 'strace'], 'the hook of a rotation', () => {
  it('logs in with the secret from its standard input, which is in no argv and no environment', async () => {
    const { home, sandbox, rotate, file } = await prepare()
    const { result, executions } = await traceExecutions(dgshArgv(rotate), {
      env: environmentOf(home, sandbox.environment),
    })
    expect(result.code, result.stderr).toBe(0)
    expectGiven(home, sandbox)
    expect(usernameIn(file, sandbox.registry)).toBe(created.username)
    expect(executions.map(({ argv }) => argv.join(' '))).toContainEqual(
      expect.stringMatching(/^skopeo login/),
    )
    const words = executions.flatMap(({ argv, environment }) => [...argv, ...environment])
    expect(words.filter((word) => holds(word, created.secret))).toEqual([])
    expect(await listIds(sandbox)).not.toContain(sandbox.credentialId)
  })

  it('that fails leaves the old one as it is; --resume runs it again', async () => {
    const { home, sandbox, rotate, file } = await prepare()
    const options = { home, env: sandbox.environment }
    writeFileSync(join(home.path, 'broken'), '')
    const failed = await runDgsh(rotate, options)
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toMatch(/^error: the hook \S+ failed \(exit code 3\): the edge is down$/m)
    expect(failed.stderr).toContain('--resume')
    expect(await listIds(sandbox)).toEqual(expect.arrayContaining([sandbox.credentialId, created.id]))
    expect(existsSync(file)).toBe(false)

    writeFileSync(join(home.path, 'hook'), HOOK.replace(/^\[ -e.*$/m, ''))
    const resumed = await runDgsh(['creds', 'rotate', '--resume', '--yes', '-q'], options)
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(resumed.stdout).toBe(`${created.id}\n`)
    expectGiven(home, sandbox)
    expect(usernameIn(file, sandbox.registry)).toBe(created.username)
    expect(await listIds(sandbox)).not.toContain(sandbox.credentialId)
  })
})
