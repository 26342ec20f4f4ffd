import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { apiContext } from '../helpers/api-context.ts'
import type { Answer } from '../helpers/api-server.ts'
import { CREDENTIALS_PATH, idOf, listEntry, PROJECT_ID } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

const notFound: Answer = { status: 404, body: { category: 'NOT_FOUND', message: 'not found' } }
const noProject: Answer = { status: 404, body: { err_code: 'PROJECT_NOT_FOUND', err_msg: 'no' } }
const page: Answer = { status: 404, body: '<html><body>404 Not Found</body></html>' }

async function deleting(...answers: Answer[]) {
  const { context, requests } = await apiContext({ [`DELETE ${CREDENTIALS_PATH}/${idOf(1)}`]: answers })
  const api = await context.remote.api()
  return { requests, remove: () => api.deleteCredential(PROJECT_ID, idOf(1)) }
}

describe('deleteCredential', () => {
  it.each<[reason: string, answer: Answer]>([
    ['a message', { body: { message: 'Successfully deleted' } }],
    ['the credential', { body: listEntry(1) }],
    ['nothing', { status: 204 }],
  ])('takes %s for done', async (_, answer) => {
    const { remove, requests } = await deleting(answer)
    expect(await remove()).toBe('deleted')
    expect(requests[0]?.body).toBe('')
  })

  it.each<[reason: string, answers: Answer[], outcome: string]>([
    ['500, then done', [{ status: 500 }, { status: 204 }], 'deleted'],
    ['a closed connection, then done', ['close', { status: 204 }], 'deleted'],
    ['500, then not found', [{ status: 500 }, notFound], 'already gone'],
    ['a closed connection, then not found', ['close', notFound], 'already gone'],
    [
      '502, 429, then not found',
      [{ status: 502 }, { status: 429, headers: { 'retry-after': '0' } }, notFound],
      'already gone',
    ],
  ])('is repeated: %s', async (_, answers, outcome) => {
    expect(await (await deleting(...answers)).remove()).toBe(outcome)
  })

  it.each<[reason: string, answers: Answer[], code: ErrorCode, mayHaveHappened: boolean]>([
    ['not found at first', [notFound], 'credential_not_found', false],
    [
      'not found after 429',
      [{ status: 429, headers: { 'retry-after': '0' } }, notFound],
      'credential_not_found',
      false,
    ],
    ['no such project', [noProject], 'project_not_found', false],
    ['500, then no such project', [{ status: 500 }, noProject], 'project_not_found', true],
    ["a proxy's page at first", [page], 'invalid_response', false],
    ["500, then a proxy's page", [{ status: 500 }, page], 'invalid_response', true],
    ['refused', [{ status: 403 }], 'not_permitted', false],
    ['500, then refused', [{ status: 500 }, { status: 403 }], 'not_permitted', true],
    ['plain text', [{ body: 'ok' }], 'invalid_response', true],
    ['nothing with 200', [{ body: '' }], 'invalid_response', true],
    ['202', [{ status: 202, body: { message: 'accepted' } }], 'invalid_response', true],
    ['an error with 200', [{ body: { err_code: 'X', message: 'no' } }], 'invalid_response', true],
    ['500 to the end', [{ status: 500 }, { status: 500 }, { status: 500 }], 'server_error', true],
  ])('throws, and says whether it may have happened: %s', async (_, answers, code, mayHaveHappened) => {
    expect(await errorOf((await deleting(...answers)).remove)).toMatchObject({ code, mayHaveHappened })
  })
})

describe('listMembers', () => {
  const members = async (body: object) => {
    const { context } = await apiContext({ [`GET /v1/projects/${PROJECT_ID}/members`]: { body } })
    return (await context.remote.api()).listMembers(PROJECT_ID)
  }

  it('gives id and address of each', async () => {
    const ada = { member_id: 'a-1', email: 'ada@example.com', first_name: 'Ada', scopes: ['owner'] }
    expect(await members({ members: [ada, { member_id: 'b-2' }] })).toEqual([
      { member_id: 'a-1', email: 'ada@example.com' },
      { member_id: 'b-2', email: undefined },
    ])
  })

  it('takes a missing array as an empty one', async () => {
    expect(await members({})).toEqual([])
  })
})
