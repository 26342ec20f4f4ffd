import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { commandNames } from '../helpers/commands.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { dgshArgv } from '../helpers/dgsh.ts'
import { asUser, ODD_PLACES, type OddPlace, tidyHome } from '../helpers/odd-places.ts'
import { type ProgramResult, runProgram } from '../helpers/run-program.ts'

const FIRST = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'
const SECOND = 'f4a7d316-8e0b-4c52-9f61-2b5c08e7d3a9'
const THIRD = 'b05e7a8c-f392-4d16-8c4b-d1a6930f2e75'
const API = ['--credential', FIRST, '--secret-stdin']

/** Each command as somebody would call it, and the exit code in a tidy home. What is piped in is the secret, or the key. */
const COMMANDS: Readonly<Record<string, [code: number, args: string[]]>> = {
  'auth login': [0, ['--key-stdin', '--store', 'file', '--project', '3f8b2c61-9d47-4e05-a1c8-6b7d20f4e593']],
  'auth status': [0, []],
  'auth logout': [0, []],
  'projects list': [0, []],
  'projects use': [0, ['3f8b2c61']],
  'creds list': [0, []],
  'creds show': [0, [FIRST]],
  'creds create': [0, ['--comment', 'x', '--scope', 'api', '--secret-file', 'secret']],
  'creds delete': [0, [SECOND, '--yes']],
  'creds rotate': [0, [THIRD, '--keep-old']],
  'creds audit': [7, []],
  'creds history': [0, []],
  // Nothing is stored in a tidy home.
  'creds secret': [4, [FIRST]],
  'creds forget': [4, [FIRST, '--yes']],
  'creds login': [0, [FIRST, '--secret-stdin']],
  login: [0, [FIRST, '--secret-stdin']],
  logout: [0, []],
  verify: [0, [FIRST, '--secret-stdin']],
  where: [0, []],
  doctor: [0, []],
  'export k8s': [0, [FIRST, '--secret-stdin']],
  'export docker-config': [0, [FIRST, '--secret-stdin', '--file', 'exported']],
  'export k3s': [0, [FIRST, '--secret-stdin']],
  // The secret is asked for, and nobody may be asked.
  exec: [2, [FIRST, '--', 'true']],
  // docker-credential-dgsh is not on PATH.
  'helper install': [1, []],
  'helper uninstall': [0, []],
  'helper status': [0, []],
  'images list': [0, API],
  'images tags': [0, ['api', '--limit', '1', ...API]],
  'images mirror': [0, ['--to', '127.0.0.1:1', '--image', 'api', ...API]],
  'config list': [0, []],
  'config get': [0, ['registry']],
  'config set': [0, ['timeout', '20']],
  'config unset': [0, ['timeout']],
  'config path': [0, []],
  'profiles list': [0, []],
  'profiles use': [0, ['default']],
  'profiles remove': [0, ['default', '--yes']],
  sandbox: [0, ['--', '/bin/true']],
}

/** How many programs run at once. */
const AT_ONCE = 3

/** What all commands of a place may take together, on a busy machine. */
const PLACE_MS = 180_000

/** Longer than that, and it hangs. */
const LONGEST_MS = 30_000

const names = commandNames()

/** Runs a command in a place, in a home of its own. */
async function runIn(place: OddPlace, name: string, sandbox: Sandbox): Promise<ProgramResult> {
  const [, args] = COMMANDS[name] ?? [0, []]
  const { home, env } = tidyHome()
  if (place.uid !== undefined) {
    execFileSync('chown', ['-R', String(place.uid), home])
    chmodSync(dirname(home), 0o755)
  }
  place.spoil?.(home)
  const variables = { ...env, ...sandbox.environment, ...place.env?.(home) }
  const started = performance.now()
  const result = await runProgram(
    [
      ...(place.wrapper?.(home) ?? []),
      ...(place.uid === undefined ? [] : asUser(place.uid)),
      ...(place.shell === undefined ? [] : ['/bin/sh', '-c', place.shell, 'sh']),
      ...dgshArgv([...name.split(' '), ...args, '--timeout', '10']),
    ],
    {
      env: Object.fromEntries(
        Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
      input: name === 'auth login' ? sandbox.apiKey : sandbox.secret,
      // Where the home is not to be entered, what is beside it.
      cwd: place.wrapper === undefined ? home : dirname(home),
    },
  )
  chmodSync(home, 0o700)
  expect(performance.now() - started, name).toBeLessThan(LONGEST_MS)
  return result
}

/** What an outcome is in a word: its exit code, if it is told as the contract has it; else what is wrong. */
function summarize({ code, signal, stdout, stderr }: ProgramResult, isSilent: boolean): string {
  const errors = stderr.match(/^error: .+$/gm) ?? []
  const noise = /bug in dgsh|\n\s+at |\[object|undefined|node:internal/.exec(`${stdout}${stderr}`)
  if (signal !== null || noise !== null) return `${signal ?? ''} ${stdout}${stderr}`
  // What a check has found stays where it cannot be written down.
  const expected = code === 0 ? [0] : code === 7 ? [0, 1] : [1]
  const isTold = isSilent || expected.includes(errors.length)
  return isTold ? String(code) : `${code}, told as ${stderr}`
}

describe.runIf(process.platform === 'linux' && process.getuid?.() === 0)('every command where', () => {
  it('is in this table', () => {
    expect(Object.keys(COMMANDS).sort()).toEqual([...names].sort())
  })

  it.each([['nothing is odd', {} as OddPlace] as const, ...Object.entries(ODD_PLACES)])(
    '%s',
    async (title, place) => {
      const sandbox = await startTestSandbox()
      const waiting = Object.keys(COMMANDS)
      const outcomes: Record<string, string> = {}
      const work = async () => {
        for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
          const result = await runIn(place, name, sandbox)
          outcomes[name] = summarize(result, title === 'standard error is closed')
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
      const expected = Object.entries(COMMANDS).map(([name, [code]]) => {
        const other = Object.entries(place.fails ?? {}).find(([, failing]) => failing.includes(name))
        return [name, other?.[0] ?? String(code)]
      })
      expect(outcomes).toEqual(Object.fromEntries(expected))
    },
    PLACE_MS,
  )
})
