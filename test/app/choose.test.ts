import { describe, expect, it } from 'vitest'
import { type Choosable, chooseOne, findByPrefix, findNamed, notFound } from '../../src/app/choose.ts'
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
    labelOf: ({ name }) => name,
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

  it.each(['', 'ab', 'abc'])('refuses "%s", which is too short', async (text) => {
    expect(
      await errorOf(() => findByPrefix(text, { ...choosable('abcd1111'), labelOf: () => '' })),
    ).toMatchObject({
      code: 'usage',
      message: `"${text}" is too short for a credential`,
    })
  })

  it('refuses one that fits several, and lists those', async () => {
    const error = await errorOf(() => findByPrefix('abcd', choosable('abcd1111', 'abcd2222', 'efgh3333')))
    expect(error).toMatchObject({ code: 'usage', message: '"abcd" matches 2 credentials' })
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

describe('findNamed', () => {
  const named = (...names: string[]): Choosable<Item> => ({
    ...choosable(),
    items: names.map((name, index) => ({ id: `abcd${index}`, name })),
  })

  it.each([
    ['part of one label', 'frankfurt', 'abcd0'],
    ['a short part', 'dmz', 'abcd1'],
    ['several words, whatever the case and the spaces', ' production  CLUSTER', 'abcd0'],
    ['the whole label of one that others contain', 'edge', 'abcd2'],
    ['an accent that is written in two characters', 'münchen'.normalize('NFD'), 'abcd4'],
  ])('takes %s', (_, text, id) => {
    const choices = named('Production cluster, Frankfurt', 'Proxy in the DMZ', 'Edge', 'Edge 2', 'München')
    expect(findNamed(text, choices)).toMatchObject({ item: { id }, by: 'label' })
  })

  it('takes an id before a label', () => {
    const choices = {
      ...choosable(),
      items: [
        { id: 'abcd1', name: 'x' },
        { id: 'ffff', name: 'abcd' },
      ],
    }
    expect(findNamed('abcd', choices)).toMatchObject({ item: { id: 'abcd1' }, by: 'id' })
  })

  it('refuses text in several labels, and lists those', async () => {
    const error = await errorOf(() => findNamed('edge', named('Edge 1', 'Edge 2', 'Core')))
    expect(error).toMatchObject({ code: 'usage', message: '"edge" matches 2 credentials' })
    expect(error.hint).toBe('give the id of one:\nabcd0  Edge 1\nabcd1  Edge 2')
  })

  it('does not find text that is in no label, however short', async () => {
    expect((await errorOf(() => findNamed('zz', named('Edge 1')))).code).toBe('credential_not_found')
  })
})

describe('chooseOne', () => {
  it.each([true, false])('takes the only one without a question (terminal: %s)', async (isTTY) => {
    const { context } = testContext({ isTTY })
    expect((await chooseOne(context.io, choosable('abcd1111'), { how: 'name one' })).id).toBe('abcd1111')
  })

  it('asks on a terminal', async () => {
    const { context } = testContext({
      isTTY: true,
      questions: [{ pick: 'Which credential?', answer: 'Name of efgh3333' }],
    })
    expect((await chooseOne(context.io, choosable('abcd1111', 'efgh3333'), { how: 'name one' })).id).toBe(
      'efgh3333',
    )
  })

  it('lists them off a terminal, and says what to do', async () => {
    const { context } = testContext()
    const error = await errorOf(() =>
      chooseOne(context.io, choosable('abcd1111', 'efgh3333'), { how: 'name one' }),
    )
    expect(error).toMatchObject({ code: 'input_required', message: expect.stringContaining('2 credentials') })
    expect(error.hint).toBe('name one:\nabcd1111  Name of abcd1111\nefgh3333  Name of efgh3333')
  })

  it.each([true, false])('says that there is nothing to choose from (terminal: %s)', async (isTTY) => {
    const { context } = testContext({ isTTY })
    expect(await errorOf(() => chooseOne(context.io, choosable(), { how: 'name one' }))).toMatchObject({
      code: 'credential_not_found',
      message: 'there are no credentials that this API key may see',
    })
    const projects = { ...choosable(), noun: 'project' as const }
    expect((await errorOf(() => chooseOne(context.io, projects, { how: 'name one' }))).code).toBe(
      'project_not_found',
    )
  })

  it.each([
    ['--no-input', { flags: { input: false } }],
    ['DGSH_NO_INPUT', { env: { DGSH_NO_INPUT: '1' } }],
    ['CI', { env: { CI: 'true' } }],
    ['a pipe on standard input', { stdinIsTTY: false }],
  ])('does not ask with %s', async (_, setup) => {
    const { context } = testContext({ isTTY: true, ...setup })
    const error = await errorOf(() =>
      chooseOne(context.io, choosable('abcd1111', 'efgh3333'), { how: 'name one' }),
    )
    expect(error.code).toBe('input_required')
  })
})

describe('notFound', () => {
  it('says how to see what there is', () => {
    expect(notFound('credential', 'x').hint).toBe('to see them all: dgsh creds list')
    expect(notFound('project', 'x').hint).toBe('to see them all: dgsh projects list')
  })
})
