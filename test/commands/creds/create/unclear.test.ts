import { describe, expect, it } from 'vitest'
import { run } from '../../../../src/commands/creds/create/create.ts'
import type { ErrorCode } from '../../../../src/errors.ts'
import type { Answer } from '../../../helpers/api-server.ts'
import { NOW } from '../../../helpers/context.ts'
import { idOf, listEntry } from '../../../helpers/samples.ts'
import { CREATE, createdAnswer, LIST, lifecycleContext, listOf } from '../../../helpers/scripted-lifecycle.ts'
import { errorOf } from '../../../helpers/thrown.ts'
import { OPTIONS } from './options.ts'

async function failing(create: Answer, lists: Answer | Answer[], timeout?: string) {
  const script = { [LIST]: lists, [CREATE]: create }
  const made = await lifecycleContext(script, timeout === undefined ? {} : { flags: { timeout } })
  return { ...made, error: await errorOf(() => run(OPTIONS, made.context)) }
}

describe('a request to create that was refused', () => {
  it.each<[answer: Answer, code: ErrorCode]>([
    [{ status: 400, body: 'no' }, 'failed'],
    [{ status: 401 }, 'api_key_refused'],
    [{ status: 403 }, 'not_permitted'],
    [{ status: 404, body: { err_code: 'PROJECT_NOT_FOUND' } }, 'project_not_found'],
  ])('leaves nothing: %j', async (answer, code) => {
    const { error, left, asked } = await failing(answer, listOf(listEntry(1)))
    expect(error.code).toBe(code)
    expect([left(), asked()]).toEqual([[], ['GET list', 'POST']])
  })
})

describe('a request to create whose end is not known', () => {
  const before = listOf(listEntry(1))
  const hint = 'to resume: dgsh creds create --resume --yes\nto undo: dgsh creds create --abort --yes'

  it.each([
    ['an hour behind', 1],
    ['an hour ahead', -1],
    ['a day behind', 24],
    ['a day ahead', -24],
  ])('finds its own by a clock that is %s', async (_, hours) => {
    const created = new Date(NOW.getTime() + hours * 60 * 60_000).toISOString()
    const { error } = await failing({ status: 500 }, [
      before,
      listOf(listEntry(1), listEntry(2, { created })),
    ])
    expect(error.message).toContain('; Number 2 (00000002) is new and has the same comment')
  })

  it.each<[reason: string, answer: Answer, code: ErrorCode]>([
    ['500', { status: 500 }, 'server_error'],
    ['a closed connection', 'close', 'unreachable'],
    ['half an answer', { body: '{"distribution_cred' }, 'invalid_response'],
  ])('tells that the list has a new one, and stays: %s', async (_, answer, code) => {
    const { error, left, asked } = await failing(answer, [
      before,
      listOf(listEntry(1), listEntry(2, { created: NOW.toISOString() })),
    ])
    expect(error).toMatchObject({ code, hint })
    expect(error.message).toContain(
      '; Number 2 (00000002) is new and has the same comment: it is probably the one, and its secret is lost',
    )
    expect(asked()).toEqual(['GET list', 'POST', 'GET list'])
    expect(left()).toMatchObject([{ kind: 'create', step: 'requested', known: [idOf(1)] }])
  })

  it('tells that the list has none', async () => {
    const { error, left } = await failing({ status: 500 }, [before, before])
    expect(error.message).toMatch(/; no new credential is listed so far$/)
    expect(left()).toHaveLength(1)
  })

  it('does not take one with another comment for its own', async () => {
    const others = listOf(listEntry(1), listEntry(2, { comment: 'of somebody else' }))
    const { error } = await failing({ status: 500 }, [before, others])
    expect(error.message).toMatch(/; no new credential is listed so far$/)
  })

  it('tells that nothing is known when the list does not come either', async () => {
    const { error, left } = await failing('hang', [before, 'hang'], '0.4')
    expect(error).toMatchObject({ code: 'timeout', hint })
    expect(error.message).toMatch(/; dgsh cannot tell whether a credential was created$/)
    expect(left()).toHaveLength(1)
  })

  it('is also an answer without a secret', async () => {
    const { error, left, secrets } = await failing(createdAnswer(2, undefined), before)
    expect(error).toMatchObject({
      code: 'invalid_response',
      message: 'Deepgram created Number 2 (00000002), but returned no secret for it',
      hint,
    })
    expect(left()).toMatchObject([{ step: 'requested', created: idOf(2) }])
    expect(secrets()).toEqual({})
  })
})
