import { describe, expect, it } from 'vitest'
import { runEngine } from '../../src/logins/run-engine.ts'
import type { ExecResult } from '../../src/ports.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { testContext } from '../helpers/context.ts'
import { errorOf } from '../helpers/thrown.ts'

const REQUEST = { args: ['login', 'quay.io'], input: 'SECRET' }

/** Runs docker, which ends as the result says. */
function run(result: Partial<ExecResult>, engines: EngineName[] = ['docker'], timeout?: string) {
  const limits = { timeoutMs: 2000 * Number(timeout ?? 30), ownGroup: true }
  const { context } = testContext({
    engines,
    flags: timeout === undefined ? {} : { timeout },
    exec: () => [{ request: { file: '/usr/bin/docker', ...REQUEST, ...limits }, result }],
  })
  return runEngine({ name: 'docker', path: '/usr/bin/docker' }, REQUEST, context)
}

describe('runEngine', () => {
  it('gives what an engine that ended by itself printed, for twice the timeout at most', async () => {
    expect(await run({ exitCode: 7, stderr: 'no' }, ['docker'], '3')).toMatchObject({
      exitCode: 7,
      stderr: 'no',
    })
  })

  it('tells of an engine that cannot be started, and of the others', async () => {
    const result = { exitCode: undefined, startError: 'EACCES' }
    expect(await errorOf(() => run(result))).toMatchObject({
      code: 'engine_failed',
      message: '/usr/bin/docker cannot be started (EACCES)',
      hint: 'check that docker is installed properly',
    })
    expect((await errorOf(() => run(result, ['docker', 'podman']))).hint).toBe(
      'installed too: --engine podman',
    )
  })

  it('does not call a login refused when a signal ended the engine', async () => {
    expect((await errorOf(() => run({ exitCode: undefined, signal: 'SIGKILL' }))).code).toBe('engine_failed')
  })

  it('tells of an engine that hangs', async () => {
    const result = { exitCode: undefined, signal: 'SIGKILL', timedOut: true }
    expect(await errorOf(() => run(result, ['docker'], '4'))).toMatchObject({
      code: 'timeout',
      message: 'docker did not finish within 8 seconds, and was stopped',
      hint: expect.stringContaining('--timeout <seconds>'),
    })
  })
})
