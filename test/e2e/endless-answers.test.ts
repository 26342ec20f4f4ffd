import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runDgsh } from '../helpers/dgsh.ts'
import { ENDLESS_ANSWERS, startRawServer } from '../helpers/raw-server.ts'
import { API_KEY, idOf, PROJECT_ID, SECRET } from '../helpers/samples.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const ID = idOf(1)

/** Every command that asks the API, and what it reads from standard input. */
const API_COMMANDS: readonly [args: readonly string[], input?: string][] = [
  [['auth', 'login', '--key-stdin', '--store', 'file'], API_KEY],
  [['auth', 'status']],
  [['projects', 'list']],
  [['projects', 'use', PROJECT_ID]],
  [['creds', 'list']],
  [['creds', 'show', ID]],
  [['creds', 'create', '--comment', 'x', '--scope', 'api', '--show-secret']],
  [['creds', 'delete', ID, '--yes']],
  [['creds', 'rotate', ID, '--yes']],
  [['creds', 'audit']],
  [['login', '--engine', 'docker'], SECRET],
  [['verify']],
  [['images', 'list']],
  [['doctor']],
]

/** Every command that asks the registry. */
const REGISTRY_COMMANDS: readonly [args: readonly string[], input: string][] = [
  [['verify', ID, '--secret-stdin'], SECRET],
  [['images', 'list', '--credential', ID, '--secret-stdin'], SECRET],
  [['images', 'tags', 'api', '--credential', ID, '--secret-stdin'], SECRET],
]

/** Runs each command in a fresh home whose store is the file, a few at once, and gives what each does wrong. */
async function findFaults(
  commands: readonly (readonly [args: readonly string[], input?: string])[],
  env: Record<string, string>,
): Promise<string[]> {
  const queue = [...commands]
  const faults: string[] = []
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [args, input] = next
      const home = temporaryHome()
      const config = join(home.path, '.config', 'dgsh')
      mkdirSync(config, { recursive: true, mode: 0o700 })
      writeFileSync(join(config, 'config.json'), '{"profiles":{"default":{"store":"file"}}}', { mode: 0o600 })
      const { code, stdout, stderr } = await runDgsh([...args, '--timeout', '0.7'], { home, env, input })
      const isDoctor = args[0] === 'doctor'
      const isRight =
        code === (isDoctor ? 7 : 5) &&
        (isDoctor || /^(?:error: .+\nhint: |note: )/m.test(stderr)) &&
        !/\bok\b/.test(isDoctor ? '' : stdout) &&
        !/bug in dgsh|still waiting/.test(stderr)
      if (!isRight) faults.push(`${args.join(' ')}: ${code}\n${stdout}${stderr}`)
    }
  }
  await Promise.all([work(), work(), work(), work()])
  return faults
}

describe.each(Object.entries(ENDLESS_ANSWERS))('a server that %s', (_, answer) => {
  it('is a failure of every command that asks the API', async () => {
    const host = await startRawServer(answer)
    const env = {
      ...{ DGSH_API_URL: `http://${host}`, DGSH_REGISTRY: host },
      ...{ DEEPGRAM_API_KEY: API_KEY, DEEPGRAM_PROJECT_ID: PROJECT_ID },
    }
    expect(await findFaults(API_COMMANDS, env)).toEqual([])
  })

  it('is a failure of every command that asks the registry', async () => {
    const env = { DGSH_REGISTRY: await startRawServer(answer) }
    expect(await findFaults(REGISTRY_COMMANDS, env)).toEqual([])
  })
})
