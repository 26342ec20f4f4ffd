import { describe, expect, it } from 'vitest'
import { readCreateRequest } from '../../src/sandbox/create-request.ts'

describe('readCreateRequest', () => {
  it.each([
    ['{"comment":" c "}', { comment: 'c', scopes: [], tags: [] }],
    ['{"comment":"c","scopes":null,"provider":null,"more":1}', { comment: 'c', scopes: [], tags: [] }],
    ['{"comment":"c","scopes":["a"],"provider":"quay"}', { comment: 'c', scopes: ['a'], tags: [] }],
    ['{"comment":"c","tags":["a","b"]}', { comment: 'c', scopes: [], tags: ['a', 'b'] }],
  ])('reads %s', (body, request) => {
    expect(readCreateRequest(body)).toEqual(request)
  })

  it('counts characters, not bytes or halves of them', () => {
    const comment = '🙂'.repeat(128)
    expect(readCreateRequest(JSON.stringify({ comment }))).toEqual({ comment, scopes: [], tags: [] })
  })

  it.each([
    ['', 'expected value at line 1 column 1'],
    ['{"comment":', 'expected value at line 1 column 1'],
    ['{}', 'missing field `comment` at line 1 column 2'],
    ['{\n  "provider": "quay"\n}\n', 'missing field `comment` at line 3 column 1'],
    ['{"comment":7}', 'invalid value for `comment`: expected string, found 7 at line 1 column 13'],
    ['{"comment":"c","provider":"hub"}', 'invalid value for `provider`'],
    ['{"comment":"c","scopes":"a"}', 'invalid value for `scopes`'],
    ['{"comment":"c","tags":[1]}', 'invalid value for `tags`'],
    ['null', 'invalid value for `body`'],
    ['{"comment":"  "}', 'invalid length 0, expected a comment of 1 to 128 characters'],
    [JSON.stringify({ comment: 'c'.repeat(129) }), 'invalid length 129'],
  ])('refuses %j', (body, problem) => {
    expect(readCreateRequest(body)).toEqual({
      status: 400,
      body: expect.stringContaining(`Json deserialize error: ${problem}`),
    })
  })
})
