import { describe, expect, it } from 'vitest'
import { readPulls, readToken } from '../../src/registry/token.ts'

const jwt = (payload: unknown) => `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`
const entry = (name: string, ...actions: string[]) => ({ type: 'repository', name, actions })

describe('readToken', () => {
  it.each<[body: string, token: string | undefined]>([
    ['{"token":"a"}', 'a'],
    ['{"access_token":"b","expires_in":60}', 'b'],
    ['{"token":"a","access_token":"b"}', 'a'],
    ['{"token":1,"access_token":"b"}', 'b'],
    ['{}', undefined],
    ['null', undefined],
    ['"token"', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('of %s', (body, token) => {
    expect(readToken(body)).toBe(token)
  })
})

describe('readPulls', () => {
  it.each<[reason: string, token: string, a: boolean | undefined, b: boolean | undefined]>([
    ['allowed and refused', jwt({ access: [entry('a', 'pull'), entry('b')] }), true, false],
    ['left out', jwt({ access: [entry('a', 'pull')] }), true, false],
    ['among other actions', jwt({ access: [entry('a', 'push', 'pull'), entry('b', 'push')] }), true, false],
    ['every action', jwt({ access: [entry('a', '*')] }), true, false],
    ['in two entries', jwt({ access: [entry('a'), entry('a', 'pull')] }), true, false],
    ['of another type', jwt({ access: [{ type: 'registry', name: 'a', actions: ['pull'] }] }), false, false],
    ['without actions', jwt({ access: [{ type: 'repository', name: 'a' }] }), false, false],
    ['nothing', jwt({ access: [] }), false, false],
    ['no claim', jwt({ sub: 'x' }), undefined, undefined],
    ['a claim of another form', jwt({ access: 'all' }), undefined, undefined],
    ['no JWT', 'opaque-token', undefined, undefined],
    ['two parts', 'a.b', undefined, undefined],
    ['three parts of something else', 'a.b.c', undefined, undefined],
    ['an empty token', '', undefined, undefined],
  ])('%s', (_, token, a, b) => {
    expect([...readPulls(token, ['a', 'b'])]).toEqual([
      ['a', a],
      ['b', b],
    ])
  })
})
