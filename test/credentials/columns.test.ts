import { describe, expect, it } from 'vitest'
import { credentialListing, dayOf, ownerOf, scopesOf } from '../../src/credentials/columns.ts'
import { NOW } from '../helpers/context.ts'
import { credential, idOf } from '../helpers/samples.ts'

const listing = credentialListing([credential(1)], NOW)

describe('credentialListing', () => {
  it('has the columns of the contract, in their order, the wide ones last', () => {
    const headers = listing.columns.map(({ header, wide }) => (wide === undefined ? header : `(${header})`))
    expect(headers.join(' ')).toBe(
      'ID USERNAME SCOPES CREATED COMMENT (TAGS) (OWNER) (PROVIDER) (AGE) (SECRET IN)',
    )
  })

  it('gives the whole value of each column', () => {
    const values = listing.columns.map(({ name, value }) => [name, value(credential(1))])
    expect(Object.fromEntries(values)).toEqual({
      id: idOf(1),
      username: `deepgram+${idOf(1)}`,
      scopes: 'api, engine',
      created: '2025-06-28T20:01:41.642434Z',
      comment: 'Number 1',
      tags: 'production',
      owner: 'ada@example.com',
      provider: 'quay',
      age: '186d',
      secret_in: '',
    })
  })

  it('shows the day only in a table', () => {
    const created = listing.columns.find(({ name }) => name === 'created')
    expect(created?.cell?.(credential(1))).toBe('2025-06-28')
  })

  it('never lets an id or a username be wrapped', () => {
    const whole = listing.columns.filter(({ wrapsTo }) => wrapsTo === undefined).map(({ name }) => name)
    expect(whole).toEqual(expect.arrayContaining(['id', 'username']))
  })

  it('has the fields of the contract in JSON, with full scope names', () => {
    expect(listing.data(credential(1))).toEqual({
      id: idOf(1),
      username: `deepgram+${idOf(1)}`,
      provider: 'quay',
      scopes: ['self-hosted:product:api', 'self-hosted:product:engine'],
      comment: 'Number 1',
      tags: ['production'],
      created: '2025-06-28T20:01:41.642434Z',
      owner: { member_id: '3376abcd-8e5e-49d3-92d4-876d3a4f0363', email: 'ada@example.com' },
    })
  })

  it('has null in JSON for what is not known, never a missing field', () => {
    const owner = { member_id: undefined, email: undefined }
    expect(listing.data(credential(1, { comment: undefined, owner }))).toMatchObject({
      comment: null,
      owner: { member_id: null, email: null },
    })
  })
})

describe('scopesOf', () => {
  it('gives short names, and unknown scopes as they are', () => {
    const scopes = ['self-hosted:product:api', 'other:thing']
    expect(scopesOf(credential(1, { scopes }))).toBe('api, other:thing')
  })
})

describe('ownerOf', () => {
  it.each([
    ['a@example.com', 'm1', 'a@example.com'],
    [undefined, 'm1', 'm1'],
    [undefined, undefined, ''],
  ])('of %s and %s is "%s"', (email, member_id, owner) => {
    expect(ownerOf(credential(1, { owner: { email, member_id } }))).toBe(owner)
  })
})

describe('dayOf', () => {
  it('is the day in UTC', () => {
    expect(dayOf(credential(1))).toBe('2025-06-28')
  })
})
