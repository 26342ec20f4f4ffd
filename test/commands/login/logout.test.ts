import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/login/logout.ts'
import type { EngineName } from '../../../src/vocabulary.ts'
import { ENGINE_LIMITS, type ExpectedExec, type TestSetup, testContext } from '../../helpers/context.ts'
import { errorOf } from '../../helpers/thrown.ts'

function logout(engine: EngineName, line: string, result: ExpectedExec['result'] = {}): TestSetup {
  return {
    engines: [engine],
    exec: (pathOf) => [
      { request: { file: pathOf(engine), args: line.split(' '), ...ENGINE_LIMITS }, result },
    ],
  }
}

const nothing = { registry: undefined, engine: undefined }

describe('dgsh logout', () => {
  it.each<[engine: EngineName, line: string]>([
    ['docker', 'logout quay.io'],
    ['podman', 'logout quay.io'],
    ['helm', 'registry logout quay.io'],
  ])('logs %s out', async (engine, line) => {
    const { context, stdout, stderr } = testContext(logout(engine, line))
    expect(await run({ ...nothing, engine }, context)).toBe(0)
    expect(stdout()).toBe('')
    expect(stderr()).toBe(`✓ ${engine} is logged out of quay.io\n`)
  })

  it('takes the registry that is named, else the one in use', async () => {
    const env = { DGSH_REGISTRY: 'used.example' }
    const named = testContext({ ...logout('docker', 'logout named.example'), env })
    expect(await run({ ...nothing, registry: 'named.example' }, named.context)).toBe(0)
    const used = testContext({ ...logout('docker', 'logout used.example'), env })
    expect(await run(nothing, used.context)).toBe(0)
  })

  it.each([
    { exitCode: 0, stdout: 'Not logged in to quay.io\n' },
    { exitCode: 125, stderr: 'Error: not logged into quay.io\n' },
    { exitCode: 1, stderr: 'Error: not logged in\n' },
  ])('takes not having been logged in as no error: %j', async (result) => {
    const { context, stderr } = testContext(logout('docker', 'logout quay.io', result))
    expect(await run(nothing, context)).toBe(0)
    expect(stderr()).toBe('note: docker was not logged in to quay.io\n')
  })

  it.each([
    [
      { exitCode: 1, stderr: 'first\nit broke\x1b[2J\n' },
      'docker could not log out of quay.io (docker: it broke)',
    ],
    [
      { exitCode: undefined, startError: 'EACCES' },
      expect.stringMatching(/docker cannot be started \(EACCES\)$/),
    ],
    [{ exitCode: 1 }, 'docker could not log out of quay.io'],
  ])('tells why it failed: %j', async (result, message) => {
    const { context } = testContext(logout('docker', 'logout quay.io', result))
    expect(await errorOf(() => run(nothing, context))).toMatchObject({ code: 'engine_failed', message })
  })

  it.each(['https://quay.io', '--config', 'quay.io/deepgram'])(
    'refuses "%s" as a registry',
    async (registry) => {
      const { context } = testContext({ engines: ['docker'] })
      expect((await errorOf(() => run({ ...nothing, registry }, context))).code).toBe('usage')
    },
  )

  it('wants an engine', async () => {
    const { context } = testContext()
    expect((await errorOf(() => run(nothing, context))).code).toBe('engine_missing')
  })
})
