import { describe, expect, it } from 'vitest'
import { idInUsername, shortScope, usernameOf } from '../../src/deepgram/names.ts'
import { idOf } from '../helpers/samples.ts'

describe('shortScope', () => {
  it.each([
    ['self-hosted:product:api', 'api'],
    ['onprem:product:api', 'api'],
    ['self-hosted:product:license-proxy', 'license-proxy'],
    ['self-hosted:products', 'products'],
    ['other:thing', 'other:thing'],
    ['api', 'api'],
    ['', ''],
  ])('of %s is %s', (scope, short) => {
    expect(shortScope(scope)).toBe(short)
  })
})

describe('usernameOf', () => {
  it("puts the registry's prefix before the id", () => {
    expect(usernameOf('1b4e28ba')).toBe('deepgram+1b4e28ba')
  })
})

describe('idInUsername', () => {
  it.each<[username: string, id: string | undefined]>([
    [`deepgram+${idOf(1)}`, idOf(1)],
    [`DeepGram+${'A'.repeat(8)}-1111-4111-8111-${'B'.repeat(12)}`, 'aaaaaaaa-1111-4111-8111-bbbbbbbbbbbb'],
    [idOf(1), undefined],
    ['deepgram+robot', undefined],
    [`deepgram+${idOf(1)}x`, undefined],
    [`xdeepgram+${idOf(1)}`, undefined],
    [`deepgram+${idOf(1)}\n`, undefined],
    ['ada', undefined],
    ['', undefined],
  ])('of %j', (username, id) => {
    expect(idInUsername(username)).toBe(id)
  })
})
