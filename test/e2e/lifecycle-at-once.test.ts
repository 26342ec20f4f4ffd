import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runDgsh } from '../helpers/dgsh.ts'
import { entryFor } from '../helpers/entry-name.ts'
import {
  createdCredential,
  knownCredential,
  listIds,
  readHistory,
  startRecordedSandbox,
  stateFile,
  usernameIn,
} from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { type TemporaryHome, temporaryHome } from '../helpers/temporary.ts'

const [api, other] = ['8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264', 'b05e7a8c-f392-4d16-8c4b-d1a6930f2e75']

async function homeWithFile(): Promise<TemporaryHome> {
  const home = temporaryHome()
  expect(await runDgsh(['config', 'set', 'store', 'file'], { home })).toMatchObject({ code: 0 })
  return home
}

const readStore = (home: TemporaryHome) => JSON.parse(readFileSync(stateFile(home, 'store.json'), 'utf8'))

/** The operations that were left; each has a file. */
const leftIn = (home: TemporaryHome) => readdirSync(stateFile(home, 'journal'))

describe('creds create, four at once', () => {
  it('loses no secret and no line of the history', async () => {
    const { sandbox } = await startRecordedSandbox()
    const home = await homeWithFile()
    const args = ['creds', 'create', '--comment', 'The same for all', '--scope', 'api', '-q']
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => runDgsh(args, { home, env: sandbox.environment })),
    )
    expect(results.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0, 0])
    const created = [1, 2, 3, 4].map(createdCredential)
    expect(results.map(({ stdout }) => stdout).sort()).toEqual(created.map(({ id }) => `${id}\n`).sort())
    expect(readStore(home)).toEqual(
      Object.fromEntries(
        created.map(({ id, secret }) => [entryFor(`secret:${id}`, sandbox.registry), secret]),
      ),
    )
    const history = created.flatMap(({ id }) => [`credential_created ${id}`, `secret_stored ${id}`])
    expect(readHistory(home).sort()).toEqual(history.sort())
    expect(leftIn(home)).toEqual([])
  })
})

describeWith(['docker', 'podman'], 'creds rotate, two at once', () => {
  const rotate = (id: string) => ['creds', 'rotate', id, '--yes', '-q']

  it('of two credentials both end, each with its engine', async () => {
    const { sandbox } = await startRecordedSandbox()
    const home = await homeWithFile()
    const run = (args: readonly string[], input = '') =>
      runDgsh(args, { home, env: sandbox.environment, input })
    await run(['login', api, '--engine', 'docker', '--secret-stdin'], knownCredential(api).secret)
    const podman = ['login', other, '--engine', 'podman', '--tls-verify=false', '--secret-stdin']
    await run(podman, knownCredential(other).secret)
    const results = await Promise.all([run(rotate(api)), run(rotate(other))])
    expect(results.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0])
    const [forDocker, forPodman] = results.map(({ stdout }) => knownCredential(stdout.trim()))
    const config = join(home.dockerConfig, 'config.json')
    expect(usernameIn(config, sandbox.registry)).toBe(forDocker?.username)
    expect(usernameIn(home.authFile, sandbox.registry)).toBe(forPodman?.username)
    expect(Object.values(readStore(home)).sort()).toEqual([forDocker?.secret, forPodman?.secret].sort())
    const ids = await listIds(sandbox)
    expect(ids).toHaveLength(6)
    expect([api, other].filter((id) => ids.includes(id))).toEqual([])
    expect(leftIn(home)).toEqual([])
  })

  it('of the same one: one refuses, the other ends, and no credential is left over', async () => {
    const { sandbox } = await startRecordedSandbox()
    const home = await homeWithFile()
    const run = (args: readonly string[], input = '') =>
      runDgsh(args, { home, env: sandbox.environment, input })
    await run(['login', api, '--secret-stdin'], knownCredential(api).secret)
    let id = api
    for (let round = 0; round < 4; round += 1) {
      const results = await Promise.all([run(rotate(id)), run(rotate(id))])
      const [ended, refused] = results.sort((a, b) => a.code - b.code)
      expect(ended?.code, ended?.stderr).toBe(0)
      expect(refused).toMatchObject({ code: 1, stdout: '' })
      expect(refused?.stderr).toMatch(/^error: (?:another dgsh is rotating|a rotation of) /m)
      id = ended?.stdout.trim() ?? ''
      expect(await listIds(sandbox)).toHaveLength(6)
      expect(Object.keys(readStore(home))).toEqual([entryFor(`secret:${id}`, sandbox.registry)])
      expect(leftIn(home)).toEqual([])
    }
    const config = join(home.dockerConfig, 'config.json')
    expect(usernameIn(config, sandbox.registry)).toBe(knownCredential(id).username)
  })
})

describeWith(['docker'], 'dgsh login to two registries at once', () => {
  it("loses no login in docker's file, and no line of the history", async () => {
    const sandboxes = await Promise.all([startRecordedSandbox(), startRecordedSandbox()])
    const home = await homeWithFile()
    const config = join(home.dockerConfig, 'config.json')
    const argsOf = ['login', api, '--secret-stdin']
    const input = knownCredential(api).secret
    for (let round = 1; round <= 5; round += 1) {
      const run = (args: readonly string[]) =>
        Promise.all(sandboxes.map(({ sandbox }) => runDgsh(args, { home, env: sandbox.environment, input })))
      expect((await run(argsOf)).map(({ code }) => code)).toEqual([0, 0])
      const held = sandboxes.map(({ sandbox }) => usernameIn(config, sandbox.registry))
      expect(held).toEqual([0, 0].map(() => `deepgram+${api}`))
      expect((await run(['logout'])).map(({ code }) => code)).toEqual([0, 0])
      expect(sandboxes.flatMap(({ sandbox }) => usernameIn(config, sandbox.registry) ?? [])).toEqual([])
      const lines = [...Array(2 * round).fill(`engine_logged_in ${api}`)]
      expect(readHistory(home).filter((line) => line.startsWith('engine_logged_in'))).toEqual(lines)
    }
    expect(readHistory(home)).toHaveLength(20)
  })
})
