import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { type GithubStep, readCiGuide } from '../helpers/ci-guide.ts'
import { dgshArgv, runDgsh } from '../helpers/dgsh.ts'
import { fakePrograms, quote } from '../helpers/fake-engine.ts'
import { listIds } from '../helpers/lifecycle.ts'
import { describeWith, findProgram } from '../helpers/parts.ts'
import { watchProcesses } from '../helpers/process-watch.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { runProgram } from '../helpers/run-program.ts'
import { holds } from '../helpers/sentinel.ts'
import { chooseStore, type TemporaryHome, temporaryDirectory, temporaryHome } from '../helpers/temporary.ts'

const PARTS = ['docker', 'docker-registry', 'openssl'] as const
const BASH = ['bash', '--noprofile', '--norc', '-euo', 'pipefail', '-c']

/** GitLab's rules for a masked value (gitlab, app/models/concerns/ci/maskable.rb), without and with expansion of variables. */
const MASKED_AND_RAW = /^\S{8,}$/
const MASKED_AND_EXPANDED = /^[a-zA-Z0-9_+=/@:.~-]{8,}$/

const guide = readCiGuide()

describeWith(PARTS, 'docs/ci.md', () => {
  let quay: Quay
  beforeAll(async () => {
    quay = await startQuay()
  })

  /** A machine with dgsh, the real docker and what shells need: no credential helper, which docker would pick by itself. */
  function machine() {
    const home = temporaryHome()
    const programs = fakePrograms()
    const names = ['docker', 'bash', 'sh', 'base64', 'mktemp', 'rm', 'tr', 'cat', 'chmod', 'mkdir']
    for (const name of names) symlinkSync(findProgram(name) ?? '', join(programs.directory, name))
    const dgsh = `#!/bin/sh\nexec ${dgshArgv([]).map(quote).join(' ')} "$@"\n`
    writeFileSync(join(programs.directory, 'dgsh'), dgsh, { mode: 0o755 })
    const { DOCKER_CONFIG: _, ...own } = home.env
    const env = { ...own, ...quay.environment, PATH: programs.directory, TMPDIR: temporaryDirectory() }
    return { home, programs, env }
  }

  /** The user's own machine, with an API key, after some of the guide's blocks; gives the shell's variables. */
  async function workstation(blocks: readonly string[]) {
    const { home, programs, env } = machine()
    chooseStore(home, 'file')
    programs.add('gh')
    const { DGSH_REGISTRY: _, ...api } = quay.registry.sandbox.environment
    const script = `${blocks.join('\n')}\necho "$CREDENTIAL" "\${SUCCESSOR-}" > ids`
    const result = await runProgram([...BASH, script], { env: { ...env, ...api }, cwd: home.path })
    expect(result.code, result.stderr).toBe(0)
    const ids = readFileSync(join(home.path, 'ids'), 'utf8').trim().split(' ')
    return { home, programs, result, ids, secretOf: (id: string | undefined) => secretOf(home, id) }
  }

  async function secretOf(home: TemporaryHome, id = ''): Promise<string> {
    return (await runDgsh(['creds', 'secret', id], { home })).stdout.trim()
  }

  /** Runs the steps of the workflow as GitHub's runner does: the environment file counts from the next step on. */
  async function github(secrets: Readonly<Record<string, string>>) {
    const { home, env: base } = machine()
    const temporary = join(home.path, 'runner')
    const file = join(home.path, 'github-env')
    mkdirSync(temporary)
    writeFileSync(file, '')
    let [failed, log] = [undefined as string | undefined, '']
    const outside = { ...base, CI: 'true', GITHUB_ENV: file, RUNNER_TEMP: temporary }
    for (const step of guide.github.filter(({ run }) => run !== undefined)) {
      if (step.name === 'Install dgsh' || (failed !== undefined && step.if !== 'always()')) continue
      const added = Object.fromEntries(
        readFileSync(file, 'utf8')
          .split('\n')
          .map((line) => line.split('=')),
      )
      const env = { ...outside, ...added, ...filled(step, secrets) }
      const result = await runProgram([...BASH, step.run ?? ''], { env, cwd: home.path })
      log += `${step.run}\n${result.stdout}${result.stderr}`
      if (result.code !== 0) failed ??= step.name
    }
    return { failed, log: masked(log), config: join(temporary, 'docker', 'config.json') }
  }

  it('creates a credential and gives its secret to gh, whose command line is clean', async () => {
    const { value, commandLines } = await watchProcesses(() => workstation(guide.shell.slice(0, 2)))
    const { programs, ids, secretOf: read } = value
    const secret = await read(ids[0])
    expect(secret).toMatch(/^[A-Z0-9]{64}$/)
    expect(programs.calls('gh')).toMatchObject([
      { argv: ['secret', 'set', 'DEEPGRAM_SECRET'], stdin: `${secret}\n` },
      { argv: ['variable', 'set', 'DEEPGRAM_CREDENTIAL', '--body', ids[0]] },
    ])
    expect(commandLines.filter((line) => holds(line, secret))).toEqual([])
  })

  it('masks before anything else', () => {
    const [first] = guide.github
    expect(first).toMatchObject({ run: 'echo "::add-mask::$DEEPGRAM_SECRET"' })
    for (const { run = '' } of guide.github) expect(run).not.toContain('${{')
  })

  it('has a workflow whose log shows no secret, and that leaves no login', async () => {
    const { credentialId, secret } = quay.registry.sandbox
    const values = { DEEPGRAM_CREDENTIAL: credentialId, DEEPGRAM_SECRET: secret }
    const { value, commandLines } = await watchProcesses(() => github(values))
    const { failed, log, config } = value
    expect(failed, log).toBeUndefined()
    expect(holds(log, secret)).toBe(false)
    expect(commandLines.filter((line) => holds(line, secret))).toEqual([])
    expect(holds(readFileSync(config, 'utf8'), secret)).toBe(false)
  })

  it('has a workflow that fails where the secret is wrong', async () => {
    const { credentialId } = quay.registry.sandbox
    const values = { DEEPGRAM_CREDENTIAL: credentialId, DEEPGRAM_SECRET: 'X'.repeat(64) }
    expect(await github(values)).toMatchObject({ failed: 'Log docker in' })
  })

  it('writes a value for GitLab that can be masked, if it is not expanded', async () => {
    const { home } = await workstation([guide.shell[0] ?? '', guide.shell[2] ?? ''])
    const value = readFileSync(join(home.path, 'docker-auth-config'), 'utf8')
    expect(value).toMatch(MASKED_AND_RAW)
    expect(value).not.toMatch(MASKED_AND_EXPANDED)
    const { env } = machine()
    const run = (config: string) =>
      runProgram(['sh', '-eu', '-c', guide.gitlab.join('\n')], {
        env: { ...env, DOCKER_AUTH_CONFIG: config },
      })
    const result = await run(value)
    expect(result.code, result.stderr).toBe(0)
    expect(readdirSync(env.TMPDIR)).toEqual([])
    expect((await run('{"auths":{"quay.io":{"auth":"YTpi"}}}')).code).not.toBe(0)
  })

  it('replaces the credential, and deletes the old one at the end', async () => {
    const {
      programs,
      ids,
      secretOf: read,
    } = await workstation([guide.shell[0] ?? '', ...guide.shell.slice(3)])
    const [credential, successor] = ids
    const secret = await read(successor)
    expect(programs.calls('gh')[0]).toMatchObject({ stdin: `${secret}\n` })
    const left = await listIds(quay.registry.sandbox)
    expect([left.includes(credential ?? ''), left.includes(successor ?? '')]).toEqual([false, true])
  })
})

/** The variables of a step with the values of GitHub's expressions. */
function filled({ env = {} }: GithubStep, values: Readonly<Record<string, string>>): Record<string, string> {
  const fill = (text: string) =>
    text.replace(/^\$\{\{ (?:secrets|vars)\.(\w+) \}\}$/, (_, name: string) => values[name] ?? '')
  return Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)]))
}

/** A log as GitHub shows it: what was masked is hidden, and so is the line that says so. */
function masked(log: string): string {
  const values = [...log.matchAll(/^::add-mask::(.+)$/gm)].map(([, value = '']) => value)
  return values.reduce((text, value) => text.replaceAll(value, '***'), log)
}
