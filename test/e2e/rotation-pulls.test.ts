import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { type DeepgramRegistry, OPEN_IMAGE, startDeepgramRegistry } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { knownCredential, listIds, usernameIn } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { type PullLoop, pullOnce, startPulling } from '../helpers/pulls.ts'
import { runProgram } from '../helpers/run-program.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

/** A machine of the registry: its engine is logged in with the sandbox's first credential. */
async function machine({ host, sandbox }: DeepgramRegistry, engine: 'docker' | 'podman') {
  const home = temporaryHome()
  const env = { ...sandbox.environment, DGSH_REGISTRY: host }
  const dgsh = (args: readonly string[], input = '') => runDgsh(args, { home, env, input })
  await dgsh(['config', 'set', 'store', 'file'])
  const login = ['login', sandbox.credentialId, '--secret-stdin', '--engine', engine]
  const tls = engine === 'docker' ? [] : ['--tls-verify=false']
  const result = await dgsh([...login, ...tls], sandbox.secret)
  expect(result.code, result.stderr).toBe(0)
  const authFile = engine === 'docker' ? join(home.dockerConfig, 'config.json') : home.authFile
  const image = `${host}/${OPEN_IMAGE}`
  return { home, dgsh, authFile, pull: () => pullOnce({ home, authFile, image }), image }
}

type Machine = Awaited<ReturnType<typeof machine>>

/** Rotates one credential after the other, each by the id that the rotation before has put on stdout. */
async function rotateOften({ dgsh }: Machine, first: string, times: number): Promise<string[]> {
  const ids = [first]
  for (let round = 0; round < times; round += 1) {
    const result = await dgsh(['creds', 'rotate', ids.at(-1) ?? '', '--yes', '-q'])
    expect(result.code, result.stderr).toBe(0)
    expect(result.stdout).toMatch(/^[0-9a-f-]{36}\n$/)
    ids.push(result.stdout.trim())
  }
  return ids
}

async function expectNoFailure(loop: PullLoop, least: number): Promise<void> {
  await loop.stop()
  expect(loop.failures).toEqual([])
  expect(loop.count()).toBeGreaterThanOrEqual(least)
  console.log(loop.count())
}

describeWith(['docker', 'docker-registry', 'openssl', 'podman', 'skopeo'], 'pulls during rotations', () => {
  let registry: DeepgramRegistry
  beforeAll(async () => {
    registry = await startDeepgramRegistry()
  })

  it('x', async () => {
    const m = await machine(registry, 'docker')
    const loop = startPulling(m.pull, 0)
    await loop.waitFor(2)
    const t = Date.now()
    const ids = await rotateOften(m, registry.sandbox.credentialId, Number(process.env.N ?? 5))
    console.log(Date.now() - t)
    await loop.waitFor(2)
    await expectNoFailure(loop, 8)
    expect(usernameIn(m.authFile, registry.host)).toBe(knownCredential(ids.at(-1) ?? '').username)
  })
})
