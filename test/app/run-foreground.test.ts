import { describe, expect, it } from 'vitest'
import { runForeground } from '../../src/app/run-foreground.ts'
import { DgshError } from '../../src/errors.ts'
import type { ExecResult } from '../../src/ports.ts'
import { testContext } from '../helpers/context.ts'

const run = (result: Partial<ExecResult>, file = 'docker', signal?: AbortSignal) => {
  const request = { file, args: ['pull', ''], env: { A: 'b' }, foreground: true }
  const { context } = testContext({
    exec: () => (signal?.aborted === true ? [] : [{ request, result }]),
    ...(signal === undefined ? {} : { signal }),
  })
  return runForeground({ command: [file, 'pull', ''], env: { A: 'b' } }, context.host)
}

describe('runForeground', () => {
  it.each<[Partial<ExecResult>, number]>([
    [{ exitCode: 0 }, 0],
    [{ exitCode: 7 }, 7],
    [{ exitCode: undefined, signal: 'SIGTERM' }, 143],
    [{ exitCode: undefined, signal: 'SIGINT' }, 130],
    [{ exitCode: undefined, signal: 'SIGKILL' }, 137],
  ])('makes an exit code of %j', async (result, code) => {
    expect(await run(result)).toBe(code)
  })

  it.each([
    ['ENOENT', 'command_missing', 'echo $PATH'],
    ['EACCES', 'command_unusable', 'echo $PATH'],
    ['ENOEXEC', 'command_unusable', 'echo $PATH'],
    ['E2BIG', 'command_unusable', 'echo $PATH'],
  ])('throws what keeps it from starting: %s', async (startError, code, hint) => {
    const error = await run({ exitCode: undefined, startError }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code,
      message: expect.stringContaining('docker'),
      hint: expect.stringContaining(hint),
    })
  })

  it('names the file of a command with a path', async () => {
    const error = await run({ exitCode: undefined, startError: 'EACCES' }, "./it's").catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ hint: "to look at it: ls -ld './it'\\''s'" })
  })

  it('starts nothing after an interruption', async () => {
    const signal = AbortSignal.abort(new DgshError('interrupted', 'interrupted'))
    await expect(run({}, 'docker', signal)).rejects.toMatchObject({ code: 'interrupted' })
  })
})
