import { describe, expect, it } from 'vitest'
import type { Fate, InterceptedRequest } from '../../src/sandbox/intercept.ts'
import {
  askApi,
  askToken,
  basic,
  create,
  credentialsPath,
  firstLogin,
  listIds,
  sandboxForTest,
} from './helpers.ts'

/** A sandbox that does with the first request of a phase what it is told, and all it was asked about. */
async function interceptedSandbox(phase: InterceptedRequest['phase'], fate: Fate) {
  const seen: InterceptedRequest[] = []
  const sandbox = await sandboxForTest({
    async intercept(request) {
      seen.push(request)
      await new Promise((resolve) => setTimeout(resolve, 5))
      return seen.filter((one) => one.phase === phase).length === 1 && request.phase === phase ? fate : 'pass'
    },
  })
  const send = () =>
    askApi(sandbox, credentialsPath(sandbox), { method: 'POST', body: JSON.stringify({ comment: 'c' }) })
  return { sandbox, seen, send }
}

describe('an interception', () => {
  it('is asked before and after, for both servers', async () => {
    const { sandbox, seen, send } = await interceptedSandbox('received', 'pass')
    expect((await send()).status).toBe(200)
    expect((await askToken(sandbox, { authorization: firstLogin(sandbox) })).status).toBe(200)
    const path = credentialsPath(sandbox)
    expect(seen).toEqual([
      { server: 'api', phase: 'received', method: 'POST', path },
      { server: 'api', phase: 'acted', method: 'POST', path },
      { server: 'registry', phase: 'received', method: 'GET', path: '/v2/auth' },
      { server: 'registry', phase: 'acted', method: 'GET', path: '/v2/auth' },
    ])
  })

  it.each([
    ['received', 6],
    ['acted', 7],
  ] as const)('drops the connection when it is %s, and the effect is accordingly', async (phase, count) => {
    const { sandbox, send } = await interceptedSandbox(phase, 'drop')
    await expect(send()).rejects.toThrow()
    expect(await listIds(sandbox)).toHaveLength(count)
  })

  it.each([
    ['received', 6],
    ['acted', 7],
  ] as const)("fails in the API's way when it is %s, and the effect is accordingly", async (phase, count) => {
    const { sandbox, send } = await interceptedSandbox(phase, 'fail')
    const response = await send()
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error'])
    expect(await listIds(sandbox)).toHaveLength(count)
  })

  it.each(['received', 'acted'] as const)("fails in the registry's way when it is %s", async (phase) => {
    const { sandbox } = await interceptedSandbox(phase, 'fail')
    const response = await askToken(sandbox, { authorization: firstLogin(sandbox) })
    expect([response.status, await response.json()]).toEqual([
      500,
      { errors: [{ code: 'UNKNOWN', message: 'unknown error', detail: {} }] },
    ])
  })
})

describe("the registry's lag", () => {
  const logIn = async (
    sandbox: Awaited<ReturnType<typeof sandboxForTest>>,
    made: Record<string, unknown>,
  ) => {
    const authorization = basic(String(made.username), String(made.secret))
    const response = await askToken(sandbox, { authorization })
    return response.status === 200 ? 'known' : JSON.stringify(await response.json())
  }

  it('hides a new credential for a while, as if it were deleted', async () => {
    const sandbox = await sandboxForTest({ registryLag: 300 })
    const made = await create(sandbox, { comment: 'c' })
    expect(await logIn(sandbox, made)).toContain('Could not find robot with specified username')
    await expect.poll(() => logIn(sandbox, made), { timeout: 3000 }).toBe('known')
  })

  it('may be another for each creation, and is for no other credential', async () => {
    const lags = [Number.POSITIVE_INFINITY, 0]
    const sandbox = await sandboxForTest({ registryLag: () => lags.shift() ?? 0 })
    const never = await create(sandbox, { comment: 'c' })
    expect(await logIn(sandbox, await create(sandbox, { comment: 'c' }))).toBe('known')
    expect(await logIn(sandbox, never)).toContain('Could not find robot')
    expect((await askToken(sandbox, { authorization: firstLogin(sandbox) })).status).toBe(200)
  })
})
