import { describe, expect, it } from 'vitest'
import { KNOWN_SCOPES } from '../../src/credentials/scopes.ts'
import { searchFor } from '../../src/credentials/search.ts'
import { credential, idOf } from '../helpers/samples.ts'

const frankfurt = credential(1, {
  comment: 'Production cluster, Frankfurt',
  tags: ['prod', 'eu-central'],
  owner: { member_id: 'member-7', email: 'jonas@example.com' },
})

describe('searchFor', () => {
  it.each([
    ['nothing', ''],
    ['spaces only', '  '],
    ['part of the comment', 'fran'],
    ['another case', 'FRANKFURT'],
    ['a tag', 'eu-cent'],
    ['the address of the owner', 'jonas@'],
    ['the member id of the owner', 'member-7'],
    ['a scope', 'engine'],
    ["a scope's full name", 'self-hosted:product:engine'],
    ['the start of the id', '00000001'],
    ['the end of the id', idOf(1).slice(-6)],
    ['the username', `deepgram+${idOf(1)}`],
    ['words in any order, from different fields', ' engine  Frank prod jonas '],
  ])('matches by %s', (_, text) => {
    expect(searchFor(text)(frankfurt)).toBe(true)
  })

  it.each([
    ['another word', 'berlin'],
    ['one word of two', 'frankfurt berlin'],
    ['words that only meet across fields', 'frankfurtprod'],
    ['what all scopes have in common', 'self-hosted'],
    ['the provider, which is the same everywhere', 'quay'],
  ])('does not match by %s', (_, text) => {
    expect(searchFor(text)(frankfurt)).toBe(false)
  })

  it('takes an accent for the same, however it is written', () => {
    const munich = credential(2, { comment: 'Prüfstand München' })
    expect(searchFor('MÜNCHEN'.normalize('NFD'))(munich)).toBe(true)
  })

  it('finds what lists show in place of every scope', () => {
    expect(searchFor('all products')(credential(2, { scopes: [...KNOWN_SCOPES] }))).toBe(true)
    expect(searchFor('all products')(frankfurt)).toBe(false)
  })

  it('matches a credential of which little is known', () => {
    const bare = credential(3, {
      comment: undefined,
      tags: [],
      owner: { member_id: undefined, email: undefined },
    })
    expect(searchFor('00000003')(bare)).toBe(true)
    expect(searchFor('undefined')(bare)).toBe(false)
  })
})
