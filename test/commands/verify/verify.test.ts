import { describe, expect, it } from 'vitest'
import { run, type VerifyOptions } from '../../../src/commands/verify/verify.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'
import { startTestSandbox } from '../../helpers/deepgram-registry.ts'
import { errorOf } from '../../helpers/thrown.ts'

const OPTIONS: VerifyOptions = { credentials: [], engine: undefined, secretStdin: false, watchFor: undefined }

async function verify(options: Partial<VerifyOptions>, setup: TestSetup = {}) {
  const sandbox = await startTestSandbox()
  const env = { ...sandbox.environment, ...setup.env }
  const test = testContext({ flags: { output: 'json' }, ...setup, env })
  const credentials = [sandbox.credentialId]
  const act = () => run({ ...OPTIONS, credentials, secretStdin: true, ...options }, test.context)
  return { ...test, sandbox, act }
}

describe('verify', () => {
  it('is ok when all that the scopes promise can be pulled', async () => {
    const sandbox = await startTestSandbox()
    const test = testContext({
      env: sandbox.environment,
      stdin: sandbox.secret,
      flags: { output: 'json' },
    })
    const code = await run(
      { ...OPTIONS, credentials: [sandbox.credentialId], secretStdin: true },
      test.context,
    )
    expect(code).toBe(0)
    const [row] = JSON.parse(test.stdout())
    expect(row).toMatchObject({
      id: sandbox.credentialId,
      verdict: 'ok',
      scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
      source: 'standard input',
    })
    expect(test.stdout() + test.stderr()).not.toContain(sandbox.secret)
  })

  it.each([['a wrong secret', 'WRONGWRONG', 'wrong-secret']])(
    'ends with 7 for %s',
    async (_, stdin, verdict) => {
      const { act, stdout, stderr } = await verify({}, { stdin })
      expect(await act()).toBe(7)
      expect(JSON.parse(stdout())[0].verdict).toBe(verdict)
      expect(stderr()).toContain(verdict)
    },
  )

  it('ends with 7 for a credential that is not there', async () => {
    const { act, stdout } = await verify(
      { credentials: ['00000000-0000-4000-8000-000000000000'] },
      { stdin: 'SECRET' },
    )
    expect(await act()).toBe(7)
    expect(JSON.parse(stdout())[0]).toMatchObject({ verdict: 'deleted', scopes: null })
  })

  it('ends with 5 when the registry cannot be reached', async () => {
    const { act, stdout } = await verify(
      {},
      { stdin: 'SECRET', env: { DGSH_REGISTRY: '127.0.0.1:1', DGSH_TIMEOUT: '1' } },
    )
    expect(await act()).toBe(5)
    expect(JSON.parse(stdout())[0].verdict).toBe('unreachable')
  })

  it('says that the scopes are not known without an API key', async () => {
    const { act, stderr, stdout } = await verify({}, { stdin: 'SECRET', env: { DEEPGRAM_API_KEY: '' } })
    expect(await act()).toBe(7)
    expect(stderr()).toContain('the scopes are not known')
    expect(JSON.parse(stdout())[0].scopes).toBeNull()
  })

  it('says that an engine has no login', async () => {
    const { act } = await verify({ credentials: [], engine: 'podman', secretStdin: false })
    expect(await errorOf(act)).toMatchObject({ code: 'not_logged_in', hint: 'dgsh login --engine podman' })
  })

  it('watches until the time is over, and says each verdict once', async () => {
    const { act, stderr } = await verify({ watchFor: 1500 }, { stdin: 'WRONGWRONG' })
    expect(await act()).toBe(7)
    expect(stderr().match(/: wrong-secret$/gm)).toHaveLength(1)
  })
})
