import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { judgeLoginFile } from '../../src/engines/login-file-faults.ts'
import { readLoginFile } from '../../src/engines/read-login-file.ts'
import { type ConfigFile, configFile } from '../helpers/config-files.ts'
import { factsOf, treeOf } from '../helpers/config-tree.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { startRegistry } from '../helpers/registry.ts'
import { runProgram } from '../helpers/run-program.ts'
import { temporaryDirectory, temporaryHome } from '../helpers/temporary.ts'

/** `DGSH_TEST_CONFIGS=5000` tries more. */
const COUNT = Number(process.env.DGSH_TEST_CONFIGS ?? 300)
const AT_ONCE = 3

/** docker is the one that goes on with what it cannot read; podman is slow to start. */
const ENGINES = ['docker', 'skopeo', 'docker', 'docker', 'podman', 'docker', 'skopeo'] as const
type Engine = (typeof ENGINES)[number]

/** A helper that keeps nothing, for the configs that name one. */
const HELPER = `#!/bin/sh
case $1 in
  get) echo 'credentials not found in native keychain'; exit 1 ;;
  list) echo '{}' ;;
esac
`

let registry: string
let programs: string
beforeAll(async () => {
  registry = (await startRegistry({ storage: temporaryDirectory() })).host
  programs = temporaryDirectory()
  for (const engine of new Set(ENGINES)) symlinkSync(findProgram(engine) ?? '', join(programs, engine))
  writeFileSync(join(programs, 'docker-credential-fake'), HELPER, { mode: 0o755 })
})

/** The real engine logs in with the config file; gives what of it is lost, and whether it has logged in. */
async function logIn(engine: Engine, file: ConfigFile) {
  const home = temporaryHome()
  const path = engine === 'docker' ? join(home.dockerConfig, 'config.json') : home.authFile
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, file.bytes)
  const kind = engine === 'docker' ? 'docker' : 'containers'
  const faults = judgeLoginFile({ kind, content: readLoginFile(path), registry })
  const plain = engine === 'docker' ? [] : ['--tls-verify=false']
  const argv = [engine, 'login', ...plain, '--username', 'ada', '--password-stdin', registry]
  const { code, stderr } = await runProgram(argv, { env: { ...home.env, PATH: programs }, input: 'SECRET' })
  const left = readFileSync(path)
  const isRewritten = !left.equals(file.bytes)
  const isDistrusted = stderr.includes('WARNING: Error ')
  return {
    code,
    faults,
    isRewritten,
    isDistrusted,
    lost: isRewritten ? lostFacts(file, left.toString()) : [],
  }
}

function lostFacts({ facts }: ConfigFile, text: string): string[] {
  const left = factsOf(treeOf(text), registry)
  return facts.filter((fact) => !left.includes(fact))
}

interface Outcome {
  number: number
  engine: Engine
  what: string
  code: number
  /** False where the login failed, or where the file has had all that it is to have. */
  isRewritten: boolean
  /** True where docker warns that it could not decode the file: to refuse that is right, whatever is in it. */
  isDistrusted: boolean
  lost: string[]
  faults: string[]
}

async function tryAll(count: number): Promise<Outcome[]> {
  const numbers = Array.from({ length: count }, (_, number) => number)
  const outcomes: Outcome[] = []
  const work = async () => {
    for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
      const engine = ENGINES[number % ENGINES.length] ?? 'docker'
      const file = configFile(number, registry)
      const { faults, ...ended } = await logIn(engine, file)
      const described = faults.map(({ place, problem }) => `${place} ${problem}`)
      outcomes.push({ number, engine, what: file.what, ...ended, faults: described })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return outcomes
}

describeWith(['docker', 'podman', 'skopeo', 'docker-registry'], 'a login with a config file', () => {
  it(`loses something only where dgsh had refused it, and is not refused where nothing is lost: ${COUNT} files`, {
    timeout: 60_000 + COUNT * 1000,
  }, async () => {
    const outcomes = await tryAll(COUNT)
    const losses = outcomes.filter(({ lost }) => lost.length > 0)
    const done = outcomes.filter(({ isRewritten, lost }) => isRewritten && lost.length === 0)
    const refused = done.filter(({ faults, isDistrusted }) => faults.length > 0 && !isDistrusted)
    process.stderr.write(
      `${COUNT} config files: ${losses.length} lose something, ${done.length} nothing (${refused.length} of them refused), ${
        outcomes.length - losses.length - done.length
      } files were left as they are\n`,
    )
    const missed = losses.filter(({ faults }) => faults.length === 0)
    expect({ missed, refused }).toEqual({ missed: [], refused: [] })
    // The files are such that all of it happens.
    expect(losses.length).toBeGreaterThan(COUNT / 10)
    expect(done.length).toBeGreaterThan(COUNT / 5)
  })
})
