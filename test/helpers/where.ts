import { expect } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { type Account, createAccount } from './account.ts'
import { startTestSandbox } from './deepgram-registry.ts'
import { type DgshOptions, runDgsh } from './dgsh.ts'
import { watchProcesses } from './process-watch.ts'
import type { ProgramResult } from './run-program.ts'
import { holds } from './sentinel.ts'

/** A sandbox, with credentials whose copies are looked for. */
export interface WhereStage {
  sandbox: Sandbox
  /** The sandbox's first credential. */
  first: Account
  /** One that was just made. */
  second: Account
  /** One that Deepgram does not have. */
  gone: Account
  /** Runs `dgsh where`, and expects that no secret shows anywhere. */
  where(args: readonly string[], options: DgshOptions): Promise<ProgramResult>
  /** Runs it well, and gives what is found, each copy as one line. */
  linesOf(args: readonly string[], options: DgshOptions): Promise<string[]>
}

interface Row {
  id: string
  state: string
  kind: string
  place: string
}

/** Starts a sandbox to run `dgsh where` in; it ends with the test. */
export async function setWhereStage(): Promise<WhereStage> {
  const sandbox = await startTestSandbox()
  const first = { username: `deepgram+${sandbox.credentialId}`, secret: sandbox.secret }
  const second = await createAccount(sandbox)
  const gone = {
    username: 'deepgram+11111111-1111-4111-8111-111111111111',
    secret: 'SENTINEL0GONE000'.repeat(4),
  }
  const where: WhereStage['where'] = async (args, { env, ...options }) => {
    const environment = { ...sandbox.environment, ...env }
    const { value: result, commandLines } = await watchProcesses(() =>
      runDgsh(['where', ...args], { ...options, env: environment }),
    )
    for (const { secret } of [first, second, gone]) {
      expect(holds(result.stdout + result.stderr, secret), result.stdout + result.stderr).toBe(false)
      expect(commandLines.filter((commandLine) => holds(commandLine, secret))).toEqual([])
    }
    return result
  }
  return { sandbox, first, second, gone, where, linesOf: (args, options) => linesOf(where, args, options) }
}

async function linesOf(where: WhereStage['where'], args: readonly string[], options: DgshOptions) {
  const result = await where([...args, '-o', 'json'], options)
  expect(result.code, result.stderr).toBe(0)
  const rows = JSON.parse(result.stdout) as Row[]
  return rows.map(({ id, state, kind, place }) => `${id.slice(0, 8)} ${state} ${kind} ${place}`)
}

/** The id of an account that is a credential. */
export function idOfAccount({ username }: Account): string {
  return username.replace('deepgram+', '')
}

/** A line of what is found: the start of the id, and the rest. */
export function lineOf(account: Account, rest: string): string {
  return `${idOfAccount(account).slice(0, 8)} ${rest}`
}
