import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { type DeepgramRegistry, OPEN_IMAGE, startDeepgramRegistry } from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { knownCredential, listIds, usernameIn } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { type PullLoop, podmanPull, skopeoPull, startPulling } from '../helpers/pulls.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const PARTS = ['docker', 'docker-registry', 'openssl', 'podman', 'skopeo'] as const

/** A machine of the registry: its engine is logged in with the sandbox's first credential. */
async function machine({ host, sandbox }: DeepgramRegistry, engine: 'docker' | 'podman', first: string) {
  const home = temporaryHome()
  const env = { ...sandbox.environment, DGSH_REGISTRY: host }
  const dgsh = (args: readonly string[], input = '') => runDgsh(args, { home, env, input })
  await dgsh(['config', 'set', 'store', 'file'])
  const tls = engine === 'docker' ? [] : ['--tls-verify=false']
  const { secret } = knownCredential(first)
  const result = await dgsh(['login', first, '--secret-stdin', '--engine', engine, ...tls], secret)
  expect(result.code, result.stderr).toBe(0)
  const authFile = engine === 'docker' ? join(home.dockerConfig, 'config.json') : home.authFile
  return { home, dgsh, authFile, image: `${host}/${OPEN_IMAGE}` }
}

type Machine = Awaited<ReturnType<typeof machine>>

/** Rotates one credential after the other, each by the id that the rotation before has put on stdout; gives the last. */
async function rotateOften({ dgsh }: Machine, first: string, times: number): Promise<string> {
  let id = first
  for (let round = 0; round < times; round += 1) {
    const result = await dgsh(['creds', 'rotate', id, '--yes', '-q'])
    expect(result.code, result.stderr).toBe(0)
    expect(result.stdout).toMatch(/^[0-9a-f-]{36}\n$/)
    id = result.stdout.trim()
  }
  return id
}

async function expectPulls(loop: PullLoop, least: number): Promise<void> {
  await loop.stop()
  expect(loop.failures).toEqual([])
  expect(loop.count()).toBeGreaterThanOrEqual(least)
}

describeWith(PARTS, 'pulls during rotations back to back', () => {
  let registry: DeepgramRegistry
  // Without this, one test would take the other's credential away.
  const firsts = ['8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264', 'b05e7a8c-f392-4d16-8c4b-d1a6930f2e75']
  beforeAll(async () => {
    registry = await startDeepgramRegistry()
  })

  it("never fail by docker's file, once a second and as fast as possible", async () => {
    const [first = ''] = firsts
    const host = await machine(registry, 'docker', first)
    const loops = [startPulling(() => skopeoPull(host), 1000), startPulling(() => skopeoPull(host), 0)]
    const last = await rotateOften(host, first, 4)
    await Promise.all(loops.map((loop) => loop.waitFor(2)))
    for (const loop of loops) await expectPulls(loop, 8)
    expect(usernameIn(host.authFile, registry.host)).toBe(knownCredential(last).username)
    expect(await listIds(registry.sandbox)).not.toContain(first)
  })

  it("never fail by podman's file, by podman and by skopeo", async () => {
    const [, first = ''] = firsts
    const host = await machine(registry, 'podman', first)
    const loops = [startPulling(() => podmanPull(host), 0), startPulling(() => skopeoPull(host), 0)]
    const last = await rotateOften(host, first, 3)
    await Promise.all(loops.map((loop) => loop.waitFor(2)))
    for (const loop of loops) await expectPulls(loop, 8)
    expect(usernameIn(host.authFile, registry.host)).toBe(knownCredential(last).username)
    expect(await listIds(registry.sandbox)).not.toContain(first)
  })
})

describeWith(PARTS, 'pulls during a rotation', () => {
  it('never fail at a registry that learns of the new one later: the rotation waits', async () => {
    const registry = await startDeepgramRegistry({ registryLag: 1500 })
    const host = await machine(registry, 'docker', registry.sandbox.credentialId)
    const loop = startPulling(() => skopeoPull(host), 0)
    const started = performance.now()
    const result = await host.dgsh(['creds', 'rotate', registry.sandbox.credentialId, '--yes', '--debug'])
    expect(result.code, result.stderr).toBe(0)
    expect(performance.now() - started).toBeGreaterThan(1500)
    expect(result.stderr).toMatch(
      /does not accept Production cluster, Frankfurt \(b948b918\): Could not find robot.*; again in 500 ms/,
    )
    await loop.waitFor(2)
    await expectPulls(loop, 8)
  })

  it('never fail at a registry that takes its time for a login', async () => {
    const registry = await startDeepgramRegistry({
      async intercept({ server, phase, path }) {
        if (server === 'registry' && phase === 'received' && path === '/v2/auth') await sleep(500)
        return 'pass' as const
      },
    })
    const host = await machine(registry, 'docker', registry.sandbox.credentialId)
    // Several, so that some are always between reading the login and presenting it.
    const loops = [0, 1, 2].map(() => startPulling(() => skopeoPull(host), 0))
    await rotateOften(host, registry.sandbox.credentialId, 2)
    await Promise.all(loops.map((loop) => loop.waitFor(2)))
    for (const loop of loops) await expectPulls(loop, 5)
  })
})
