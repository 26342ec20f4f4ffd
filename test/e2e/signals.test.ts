import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runDgsh, startDgsh } from '../helpers/dgsh.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { temporaryHome } from '../helpers/temporary.ts'

const ID = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'

describe('a signal while standard input is read', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the reading with %i', async (signal, code) => {
    const fakes = fakePrograms()
    fakes.add('docker')
    const env = { PATH: fakes.directory, DGSH_DEBUG: '1' }
    const running = startDgsh(['login', ID, '--secret-stdin'], { env, holdInput: true, input: 'half a sec' })
    await sleep(1000)
    running.kill(signal)
    expect((await running.ended).code).toBe(code)
    expect(fakes.calls('docker')).toEqual([])
  })
})

describe('a home directory that is missing', () => {
  it('is no bug, and nothing lands in the working directory', async () => {
    const { path: cwd } = temporaryHome()
    const result = await runDgsh(['config', 'set', 'timeout', '5'], { env: { HOME: '' }, cwd })
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('no home directory') })
    expect((await runDgsh(['config', 'get', 'timeout'], { env: { HOME: '' }, cwd })).stdout).toBe('30\n')
  })
})

describe('several dgsh at once', () => {
  it('lose no setting', async () => {
    const home = temporaryHome()
    const profiles = Array.from({ length: 6 }, (_, index) => `p${index}`)
    const calls = profiles.map((profile) =>
      runDgsh(['--profile', profile, 'config', 'set', 'timeout', '5'], { home }),
    )
    expect((await Promise.all(calls)).map(({ code }) => code)).toEqual(profiles.map(() => 0))
    for (const profile of profiles) {
      expect((await runDgsh(['--profile', profile, 'config', 'get', 'timeout'], { home })).stdout).toBe('5\n')
    }
  })
})

describe('an engine that takes its time to end', () => {
  it.each([
    ['without a config file', undefined],
    ['with a config file', '{}'],
  ])('is waited for, %s', async (_, config) => {
    const home = temporaryHome()
    if (config !== undefined) writeConfig(home.path, config)
    const [started, ended] = [join(home.path, 'started'), join(home.path, 'ended')]
    const bin = writeSlowEngine(home.path, { started, ended })
    const options = { env: { PATH: `${bin}:/usr/bin:/bin` }, home, input: 'A'.repeat(64) }
    const running = startDgsh(['login', ID, '--secret-stdin', '--engine', 'docker'], options)
    await expect.poll(() => existsSync(started), { timeout: 10_000 }).toBe(true)
    running.kill('SIGTERM')
    expect((await running.ended).code).toBe(143)
    expect(existsSync(ended)).toBe(true)
  })
})

function writeConfig(home: string, content: string): void {
  const directory = join(home, '.config', 'dgsh')
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'config.json'), content)
}

/** A docker that needs a second to clean up when it is told to end. */
function writeSlowEngine(home: string, { started, ended }: { started: string; ended: string }): string {
  const bin = join(home, 'bin')
  mkdirSync(bin)
  const script = `#!/bin/sh
trap 'sleep 1; touch ${ended}; exit 1' TERM
touch ${started}
while :; do sleep 0.1; done
`
  writeFileSync(join(bin, 'docker'), script, { mode: 0o755 })
  return bin
}
