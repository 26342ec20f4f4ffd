import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/creds/list.ts'
import type { CredentialFilter } from '../../../src/credentials/filter.ts'
import { apiContext } from '../../helpers/api-context.ts'
import type { TestSetup } from '../../helpers/context.ts'
import { CREDENTIALS_PATH, idOf, listAnswer, listEntry } from '../../helpers/samples.ts'
import { errorOf } from '../../helpers/thrown.ts'

const everything: CredentialFilter = { sort: 'created', reverse: false }

const setUp = (entries: object[], setup: TestSetup = {}) =>
  apiContext({ [`GET ${CREDENTIALS_PATH}`]: { body: listAnswer(...entries) } }, setup)

describe('dgsh creds list', () => {
  it('is a plain table off a terminal', async () => {
    const { context, stdout, stderr } = await setUp([listEntry(1)])
    expect(await run(everything, context)).toBe(0)
    expect(stdout().split('\n')).toEqual([
      `ID${' '.repeat(37)}USERNAME${' '.repeat(40)}SCOPES        CREATED`,
      `${idOf(1)}   deepgram+${idOf(1)}   api, engine   2025-06-28`,
      '',
    ])
    expect(stderr()).toBe('')
  })

  it('is a bordered table on a terminal', async () => {
    const { context, stdout } = await setUp([listEntry(1)], {
      isTTY: true,
      columns: 120,
      flags: { color: false },
    })
    await run(everything, context)
    expect(stdout()).toMatch(/^┌─+┬─+┬─+┬─+┐\n│ ID +│ USERNAME +│ SCOPES +│ CREATED +│\n/)
  })

  it('filters, sorts and limits', async () => {
    const entries = [
      listEntry(1, { created: '2025-01-01T00:00:00Z' }),
      listEntry(2, { created: '2025-02-01T00:00:00Z' }),
      listEntry(3, { created: '2025-03-01T00:00:00Z', provider: 'other' }),
    ]
    const { context, stdout } = await setUp(entries, { flags: { output: 'id' } })
    await run({ ...everything, provider: 'quay', limit: 1 }, context)
    expect(stdout()).toBe(`${idOf(2)}\n`)
  })

  it('takes the age from the clock of the call', async () => {
    const { context, stdout } = await setUp([listEntry(1)], {
      flags: { output: 'tsv', columns: 'age', header: false },
    })
    await run(everything, context)
    expect(stdout()).toBe('186d\n')
  })

  it.each([
    ['table', ''],
    ['json', '[]\n'],
    ['id', ''],
  ])('says for an empty list (-o %s) what the key may see', async (output, text) => {
    const { context, stdout, stderr } = await setUp([], { flags: { output } })
    expect(await run(everything, context)).toBe(0)
    expect(stdout()).toBe(text)
    expect(stderr()).toMatch(/^note: no credentials\. A key without the rights/)
  })

  it('says when it was the filter that left none', async () => {
    const { context, stderr } = await setUp([listEntry(1), listEntry(2)])
    expect(await run({ ...everything, provider: 'other' }, context)).toBe(0)
    expect(stderr()).toBe('note: none of the 2 credentials matches the filter\n')
  })

  it('searches', async () => {
    const entries = [listEntry(1, { comment: 'Frankfurt' }), listEntry(2, { comment: 'Oregon' })]
    const { context, stdout } = await setUp(entries, { flags: { output: 'id' } })
    await run({ ...everything, search: 'ORE' }, context)
    expect(stdout()).toBe(`${idOf(2)}\n`)
  })

  it('wants an API key before it asks', async () => {
    const { context } = await apiContext({}, { env: { DEEPGRAM_API_KEY: '' } })
    expect((await errorOf(() => run(everything, context))).code).toBe('no_api_key')
  })

  it.each(['table', 'wide', 'csv', 'tsv', 'id'])(
    'shows hostile comments harmlessly with -o %s',
    async (output) => {
      const comment = 'a\x1b[2J\x9b31m\u202eb\r\nc'
      const { context, stdout } = await setUp([listEntry(1, { comment })], { flags: { output } })
      await run(everything, context)
      expect(stdout()).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(stdout().trimEnd().split('\n').length).toBeLessThanOrEqual(2)
    },
  )
})
