import { describe, expect, it } from 'vitest'
import { pathOf } from '../../src/http/path.ts'
import { errorOf } from '../helpers/thrown.ts'

describe('pathOf', () => {
  it('keeps each segment one segment', () => {
    expect(pathOf(['v2', 'a/b', 'sha256:12', '😀 %'])).toBe('v2/a%2Fb/sha256:12/%F0%9F%98%80%20%25')
  })

  it.each(['', '.', '..', '\ud800', 'a\udfff', '\udc00\ud800'])('refuses %j', async (segment) => {
    expect((await errorOf(() => pathOf(['v2', segment]))).code).toBe('invalid_response')
  })
})
