import { describe, expect, it } from 'vitest'
import { fullIdOf, resolveCredential, resolveCredentials } from '../../src/credentials/resolve.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { apiContext } from '../helpers/api-context.ts'
import { CREDENTIALS_PATH, credential, idOf, listAnswer, listEntry, PROJECT_ID } from '../helpers/samples.ts'
import { errorOf } from '../helpers/thrown.ts'

describe('fullIdOf', () => {
  it.each([
    [idOf(1), idOf(1)],
    [`deepgram+${idOf(1)}`, idOf(1)],
    ['1B4E28BA-2FA1-4D57-B4C2-ABCDEF012345', '1b4e28ba-2fa1-4d57-b4c2-abcdef012345'],
    ['1b4e28ba', undefined],
    ['deepgram+1b4e', undefined],
    ['deepgram+', undefined],
    [`${idOf(1)}0`, undefined],
    [`other+${idOf(1)}`, undefined],
    [`x${idOf(1)}`, undefined],
    [undefined, undefined],
  ])('of %s is %s', (text, id) => {
    expect(fullIdOf(text)).toBe(id)
  })
})

const list = (...numbers: number[]) => ({
  [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(...numbers.map((number) => listEntry(number))) },
})

describe('resolveCredential', () => {
  it.each(['00000002', idOf(2), `deepgram+${idOf(2)}`, 'deepgram+00000002'])('finds %s', async (text) => {
    const { context } = await apiContext(list(1, 2))
    expect(await resolveCredential(text, context)).toEqual(credential(2))
  })

  it('takes the only one when none is named', async () => {
    const { context } = await apiContext(list(7))
    expect((await resolveCredential(undefined, context)).id).toBe(idOf(7))
  })

  it('lets one be picked on a terminal, by its comment', async () => {
    const { context } = await apiContext(list(1, 2), {
      isTTY: true,
      questions: [{ pick: 'Which credential?', answer: 'Number 2' }],
    })
    expect((await resolveCredential(undefined, context)).id).toBe(idOf(2))
  })

  it('lists the ids off a terminal', async () => {
    const { context } = await apiContext(list(1, 2))
    const error = await errorOf(() => resolveCredential(undefined, context))
    expect(error.code).toBe('input_required')
    expect(error.hint).toMatch(new RegExp(`${idOf(1)}.*\n${idOf(2)}`))
  })

  it('says that there are none, and that the key may be the reason', async () => {
    const { context } = await apiContext(list())
    expect(await errorOf(() => resolveCredential(undefined, context))).toMatchObject({
      code: 'credential_not_found',
      message: 'there are no credentials that this API key may see',
    })
  })

  it('asks the API for the only project when none is chosen', async () => {
    const { context, requests } = await apiContext(
      { 'GET /v1/projects': { body: { projects: [{ project_id: PROJECT_ID, name: 'Mine' }] } }, ...list(1) },
      { env: { DEEPGRAM_PROJECT_ID: '' } },
    )
    expect((await resolveCredential('00000001', context)).id).toBe(idOf(1))
    expect(requests.map(({ path }) => path)).toEqual(['/v1/projects', CREDENTIALS_PATH])
  })
})

describe('a comment', () => {
  const destructive = { command: 'dgsh creds delete', asks: true, options: '' }

  it('names a credential', async () => {
    const { context } = await apiContext(list(1, 2))
    expect((await resolveCredential('number 2', context)).id).toBe(idOf(2))
  })

  it('that several have is refused, with their ids', async () => {
    const { context } = await apiContext(list(1, 2))
    const error = await errorOf(() => resolveCredential('number', context))
    expect(error).toMatchObject({ code: 'usage', message: '"number" matches 2 credentials' })
    expect(error.hint).toContain(`${idOf(1)}  2025-06-28  api, engine  Number 1`)
  })

  it('names what is deleted where dgsh asks', async () => {
    const { context } = await apiContext(list(1, 2), { isTTY: true })
    expect((await resolveCredential('number 2', context, { destructive })).id).toBe(idOf(2))
  })

  it.each([
    ['off a terminal', false, destructive, ''],
    ['with --yes', true, { ...destructive, asks: false, options: ' --yes' }, ' --yes'],
  ])('names nothing that is deleted %s', async (_, isTTY, options, more) => {
    const { context } = await apiContext(list(1, 2), { isTTY })
    const error = await errorOf(() => resolveCredentials(['number 2'], context, { destructive: options }))
    expect(error.code).toBe('usage')
    expect(error.hint).toBe(`to name it by its id: dgsh creds delete ${idOf(2)}${more}`)
  })
})

describe('resolveCredentials', () => {
  it('lets several be ticked when none is named', async () => {
    const { context } = await apiContext(list(1, 2, 3), {
      isTTY: true,
      questions: [{ pickSeveral: 'Which?', answer: ['Number 3', 'Number 1'] }],
    })
    const found = await resolveCredentials([], context, { question: 'Which?' })
    expect(found.map(({ id }) => id).sort()).toEqual([idOf(1), idOf(3)])
  })

  it('finds each by one look at the list, once, in the order in which they are named', async () => {
    const { context, requests } = await apiContext(list(1, 2, 3))
    const texts = ['00000003', idOf(1), `deepgram+${idOf(3)}`, idOf(1).toUpperCase()]
    expect(await resolveCredentials(texts, context)).toEqual([credential(3), credential(1)])
    expect(requests).toHaveLength(1)
  })

  it.each<[text: string, code: ErrorCode, message: RegExp]>([
    ['99999999', 'credential_not_found', /no credential 99999999/],
    ['0000', 'usage', /matches 2 credentials/],
    ['00', 'usage', /too short/],
  ])('throws when one of them is %s', async (text, code, message) => {
    const { context } = await apiContext(list(1, 2))
    expect(await errorOf(() => resolveCredentials([idOf(1), text], context))).toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })
})
