import { describe, expect, it } from 'vitest'
import { askWanted, type Wishes } from '../../../../src/commands/creds/create/wanted.ts'
import { testContext } from '../../../helpers/context.ts'
import { errorOf } from '../../../helpers/thrown.ts'

const API = 'self-hosted:product:api'
const nothing: Wishes = { comment: undefined, scopes: undefined, tags: [], provider: 'quay' }

describe('what is asked for', () => {
  it('is what was said', async () => {
    const { context } = testContext()
    const wishes = { comment: 'CI', scopes: [API], tags: ['a'], provider: 'quay' }
    expect(await askWanted(wishes, context.io)).toEqual(wishes)
  })

  it('is the scope of all products for all of them', async () => {
    const { context } = testContext()
    const wanted = await askWanted({ ...nothing, comment: 'CI', scopes: 'all' }, context.io)
    expect(wanted.scopes).toEqual(['self-hosted:products'])
  })

  it('is asked on a terminal, the usual scopes ticked already', async () => {
    const { context } = testContext({
      isTTY: true,
      questions: [
        { text: 'Comment (what it is for)', answer: '  CI ' },
        { tick: 'Which scopes?', answer: undefined },
      ],
    })
    expect(await askWanted(nothing, context.io)).toEqual({
      provider: 'quay',
      comment: 'CI',
      scopes: [API, 'self-hosted:product:engine'],
      tags: [],
    })
  })

  it('is asked only as far as it was not said', async () => {
    const { context } = testContext({
      isTTY: true,
      questions: [{ tick: 'Which scopes?', answer: ['license-proxy'] }],
    })
    const wanted = await askWanted({ ...nothing, comment: 'CI' }, context.io)
    expect(wanted.scopes).toEqual(['self-hosted:product:license-proxy'])
  })

  it('is never no scope at all, which would be every product', async () => {
    const { context } = testContext({ isTTY: true, questions: [{ tick: 'Which scopes?', answer: [] }] })
    expect((await errorOf(() => askWanted({ ...nothing, comment: 'CI' }, context.io))).code).toBe(
      'input_required',
    )
  })

  it.each<[wishes: Partial<Wishes>, message: string, hint: string]>([
    [
      {},
      'the comment and the scopes are missing (prompts are disabled)',
      'pass --comment <text> --scope api --scope engine',
    ],
    [{ comment: 'CI' }, 'the scopes are missing (prompts are disabled)', 'pass --scope api --scope engine'],
    [{ scopes: 'all' }, 'the comment is missing (prompts are disabled)', 'pass --comment <text>'],
  ])('has to be said off a terminal: %j', async (wishes, message, hint) => {
    const { context } = testContext()
    const error = await errorOf(() => askWanted({ ...nothing, ...wishes }, context.io))
    expect(error).toMatchObject({ code: 'input_required', message, hint })
  })
})
