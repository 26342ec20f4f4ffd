import { beforeAll, describe, expect, it } from 'vitest'
import { openAccess } from '../../src/images/access.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { seedCredentials } from '../../src/sandbox/seed.ts'
import { secretOf } from '../../src/sandbox/state.ts'
import { secretName } from '../../src/store/store.ts'
import { type TestSetup, testContext } from '../helpers/context.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { temporaryHome, writeDockerConfig } from '../helpers/temporary.ts'
import { errorOf } from '../helpers/thrown.ts'

const API = 'deepgram/self-hosted-api'

let sandbox: Sandbox
let others: { id: string; secret: string }[]
beforeAll(async () => {
  sandbox = await startTestSandbox()
  others = seedCredentials(sandbox.projectId)
    .slice(1)
    .map((credential) => ({ id: credential.id, secret: secretOf(credential) }))
})

/** A user of the sandbox's registry whose docker holds these logins. */
function userWith(held: readonly { id: string; secret: string }[], { env, ...setup }: TestSetup = {}) {
  const home = temporaryHome()
  const auths = Object.fromEntries(
    held.map(({ id, secret }, index) => [
      `${'https://'.repeat(index)}${sandbox.registry}`,
      { auth: Buffer.from(`deepgram+${id}:${secret}`).toString('base64') },
    ]),
  )
  writeDockerConfig(home.dockerConfig, { auths })
  const { PATH: _, ...rest } = home.env
  return testContext({ env: { ...rest, DGSH_REGISTRY: sandbox.registry, ...env }, ...setup })
}

const NOBODY = { credential: undefined, secretStdin: false }
const first = () => ({ id: sandbox.credentialId, secret: sandbox.secret })

describe('openAccess', () => {
  it('takes the one login that an engine holds, and says so', async () => {
    const { context, stderr } = userWith([first()])
    expect(await openAccess(NOBODY, [API], context)).toEqual({
      id: sandbox.credentialId,
      login: { username: `deepgram+${sandbox.credentialId}`, secret: sandbox.secret },
      pulls: new Map([[API, true]]),
    })
    expect(stderr()).toMatch(/^note: uses deepgram\+8b1f\S+, the login that docker holds/)
    expect(context.redaction.redact(sandbox.secret)).toBe('[redacted]')
  })

  it('takes the one secret that is kept, where several logins are held', async () => {
    const [other] = others
    const { context, stderr } = userWith([first(), ...others.slice(0, 1)])
    await (await context.stores.chosen()).set(secretName(other?.id ?? ''), other?.secret ?? '')
    expect((await openAccess(NOBODY, [API], context)).id).toBe(other?.id)
    expect(stderr()).toMatch(/^note: uses \S+, whose secret dgsh has stored/)
  })

  it('looks neither at engines nor at the store where a credential is named and its secret piped', async () => {
    const { context, stderr } = userWith([...others.slice(0, 1)], { stdin: `${sandbox.secret}\n` })
    const options = { credential: `deepgram+${sandbox.credentialId}`, secretStdin: true }
    expect((await openAccess(options, [API], context)).id).toBe(sandbox.credentialId)
    expect(stderr()).toBe('')
  })

  it('finds the secret of a named credential with an engine', async () => {
    const { context } = userWith([first(), ...others.slice(0, 1)])
    const options = { credential: sandbox.credentialId, secretStdin: false }
    expect((await openAccess(options, [API], context)).login.secret).toBe(sandbox.secret)
  })

  it('asks which credential, and for its secret, where nothing tells', async () => {
    const picks = await errorOf(() =>
      openAccess(NOBODY, [API], userWith([], { env: sandbox.environment }).context),
    )
    expect(picks).toMatchObject({
      code: 'input_required',
      hint: expect.stringContaining(sandbox.credentialId),
    })
    const named = { credential: sandbox.credentialId, secretStdin: false }
    expect(await errorOf(() => openAccess(named, [API], userWith([]).context))).toMatchObject({
      code: 'input_required',
      hint: 'pipe it in with --secret-stdin',
    })
  })
})
