import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { credentialListSchema, credentialSchema } from '../../src/deepgram/credential.ts'
import { credential, idOf, listAnswer, listEntry } from '../helpers/samples.ts'

const list = (answer: unknown) => v.parse(credentialListSchema, answer)
const one = (entry: unknown) => v.parse(credentialSchema, entry)

const details = {
  distribution_credentials_id: idOf(1),
  provider: 'quay',
  created: '2025-06-28T20:01:41.642434Z',
}

describe('credentialListSchema', () => {
  it('reads the nested entries of the list, in their order', () => {
    expect(list(listAnswer(listEntry(2), listEntry(1)))).toEqual([credential(2), credential(1)])
  })

  it.each([
    ['missing', {}],
    ['null', { distribution_credentials: null }],
    ['empty', { distribution_credentials: [] }],
  ])('takes an array that is %s as an empty list', (_, answer) => {
    expect(list(answer)).toEqual([])
  })

  it.each([
    ['an array', []],
    ['an object without the list, and not empty', { message: 'please sign in' }],
    ['a text', 'hello'],
    ['null', null],
    ['an object in the place of the list', { distribution_credentials: {} }],
    ['null in the list', { distribution_credentials: [null] }],
    ['an entry without an id', listAnswer({ distribution_credentials: { provider: 'quay' } })],
    ['a number as id', listAnswer(listEntry(1, { distribution_credentials_id: 1 }))],
    ['a text in the place of the scopes', listAnswer(listEntry(1, { scopes: 'api' }))],
    ['an entry without its time', listAnswer(listEntry(1, { created: null }))],
  ])('refuses %s', (_, answer) => {
    expect(v.safeParse(credentialListSchema, answer).success).toBe(false)
  })
})

describe('credentialSchema', () => {
  it('reads a flat entry too, as one documented example has it', () => {
    expect(one({ ...details, username: 'deepgram+x', secret: 'never kept', scopes: [] })).toEqual(
      credential(1, {
        scopes: [],
        tags: [],
        comment: undefined,
        owner: { member_id: undefined, email: undefined },
      }),
    )
  })

  it('never keeps a secret that an answer happens to hold', () => {
    expect(JSON.stringify(one({ ...details, secret: 'never kept' }))).not.toContain('never kept')
  })

  it('takes null for what is not known', () => {
    const entry = {
      member: { member_id: null, email: null },
      distribution_credentials: { ...details, comment: null, scopes: null, tags: null },
    }
    expect(one(entry)).toMatchObject({
      comment: undefined,
      scopes: [],
      tags: [],
      owner: { member_id: undefined, email: undefined },
    })
  })

  it('takes an entry without a member', () => {
    expect(one({ member: null, distribution_credentials: details }).owner.email).toBeUndefined()
    expect(one({ distribution_credentials: details }).owner.email).toBeUndefined()
  })

  it('has a user name of its own, whatever the server says', () => {
    expect(one({ ...details, username: 'somebody else' }).username).toBe(`deepgram+${idOf(1)}`)
  })

  it.each<[reason: string, scopes: string[], expected: string[]]>([
    [
      'shows a scope that is listed under both prefixes once',
      ['self-hosted:product:api', 'onprem:product:api'],
      ['self-hosted:product:api'],
    ],
    ['whichever comes first', ['onprem:product:api', 'self-hosted:product:api'], ['self-hosted:product:api']],
    [
      'keeps the order of the server',
      ['self-hosted:product:engine', 'self-hosted:product:api'],
      ['self-hosted:product:engine', 'self-hosted:product:api'],
    ],
    [
      'renews the prefix of one that has the old one only',
      ['onprem:product:api'],
      ['self-hosted:product:api'],
    ],
    [
      'keeps a scope that it does not know',
      ['self-hosted:product:new', 'other:thing'],
      ['self-hosted:product:new', 'other:thing'],
    ],
  ])('%s', (_, scopes, expected) => {
    expect(one({ ...details, scopes }).scopes).toEqual(expected)
  })
})
