import { describe, expect, it } from 'vitest'
import { type Choosable, chooseOne, findByPrefix, notFound } from '../../src/commands/choose.ts'
import { testContext } from '../helpers/context.ts'
import { errorOf } from '../helpers/thrown.ts'

interface Item {
  id: string
  name: string
}

function choosable(...ids: string[]): Choosable<Item> {
  return {
    noun: 'credential',
    items: ids.map((id) => ({ id, name: `Name of ${id}` })),
    idOf: ({ id }) => id,
    nameOf: ({ id, name }) => `${id}  ${name}`,
  }
}

describe('findByPrefix', () => {
  it.each([
    ['the whole id', 'abcd1111', 'abcd1111'],
    ['the start of one', 'abcd1', 'abcd1111'],
    ['the start in any case', 'ABCD1', 'abcd1111'],
    ['the least that is enough', 'efgh', 'efgh3333'],
    ['a whole id that others begin with', 'abcd', 'abcd'],
  ])('takes %s', (_, text, id) => {
    expect(findByPrefix(text, choosable('abcd1111', 'abcd2222', 'efgh3333', 'abcd')).id).toBe(id)
  })

  it('takes a whole id that is shorter than a prefix may be', () => {
    expect(findByPrefix('ab', choosable('ab', 'abcd')).id).toBe('ab')
  })

  it.each(['', 'a', 'abc'])('refuses "%s", which is too short', async (text) => {
    expect(await errorOf(() => findByPrefix(text, choosable('abcd1111')))).toMatchObject({
      code: 'usage',
      message: `"${text}" is too short for a credential`,
    })
  })

  it('refuses one that fits several, and lists those', async () => {
    const error = await errorOf(() => findByPrefix('abcd', choosable('abcd1111', 'abcd2222', 'efgh3333')))
    expect(error).toMatchObject({ code: 'usage', message: '"abcd" fits 2 credentials' })
    expect(error.hint).toBe('give more of the id:\nabcd1111  Name of abcd1111\nabcd2222  Name of abcd2222')
  })

  it('says which noun it did not find', async () => {
    expect((await errorOf(() => findByPrefix('zzzz', choosable('abcd1111')))).code).toBe(
      'credential_not_found',
    )
    const projects = { ...choosable('abcd1111'), noun: 'project' as const }
    expect((await errorOf(() => findByPrefix('zzzz', projects))).code).toBe('project_not_found')
  })

  it('lists the candidates without what could steer the terminal', async () => {
    const hostile = { ...choosable('abcd1111', 'abcd2222'), nameOf: () => 'a\x1b[2J\nb' }
    expect((await errorOf(() => findByPrefix('abcd', hostile))).hint).toBe('give more of the id:\na b\na b')
  })
})

describe('chooseOne', () => {
  it.each([true, false])('takes the only one without a question (terminal: %s)', async (isTTY) => {
    const { context } = testContext({ isTTY })
    expect((await chooseOne(context, choosable('abcd1111'), 'name one')).id).toBe('abcd1111')
  })

  it('asks on a terminal', async () => {
    const { context } = testContext({
      isTTY: true,
      questions: [{ select: 'Which credential?', answer: 'efgh3333  Name of efgh3333' }],
    })
    expect((await chooseOne(context, choosable('abcd1111', 'efgh3333'), 'name one')).id).toBe('efgh3333')
  })

  it('lists them off a terminal, and says what to do', async () => {
    const { context } = testContext()
    const error = await errorOf(() => chooseOne(context, choosable('abcd1111', 'efgh3333'), 'name one'))
    expect(error).toMatchObject({ code: 'input_required', message: expect.stringContaining('2 credentials') })
    expect(error.hint).toBe('name one:\nabcd1111  Name of abcd1111\nefgh3333  Name of efgh3333')
  })

  it.each([true, false])('says that there is nothing to choose from (terminal: %s)', async (isTTY) => {
    const { context } = testContext({ isTTY })
    expect(await errorOf(() => chooseOne(context, choosable(), 'name one'))).toMatchObject({
      code: 'credential_not_found',
      message: 'there are no credentials that this API key may see',
    })
    const projects = { ...choosable(), noun: 'project' as const }
    expect((await errorOf(() => chooseOne(context, projects, 'name one'))).code).toBe('project_not_found')
  })

  it.each([
    ['--no-input', { flags: { input: false } }],
    ['DGSH_NO_INPUT', { env: { DGSH_NO_INPUT: '1' } }],
    ['CI', { env: { CI: 'true' } }],
    ['a pipe on standard input', { stdinIsTTY: false }],
  ])('does not ask with %s', async (_, setup) => {
    const { context } = testContext({ isTTY: true, ...setup })
    const error = await errorOf(() => chooseOne(context, choosable('abcd1111', 'efgh3333'), 'name one'))
    expect(error.code).toBe('input_required')
  })
})

describe('notFound', () => {
  it('says how to see what there is', () => {
    expect(notFound('credential', 'x').hint).toBe('dgsh creds list shows the ids')
    expect(notFound('project', 'x').hint).toBe('dgsh projects list shows the ids')
  })
})
