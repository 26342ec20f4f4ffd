import { describe, expect, it } from 'vitest'
import { followable } from '../../src/registry/config-reader.ts'

describe('followable', () => {
  const follow = (registry: string, location: string | undefined, status = 302) => {
    const url = new URL(`${registry}/v2/a/blobs/x`)
    const answer = { status, headers: { location }, body: '', mayHaveHappened: false }
    return followable(answer, url, new URL(`${registry}/v2/`))?.href
  }

  it.each([
    ['https://quay.io', 'https://cdn01.quay.io/data?signature=1', 'https://cdn01.quay.io/data?signature=1'],
    ['https://quay.io', '/data', 'https://quay.io/data'],
    ['https://quay.io', '//a.b.quay.io/data', 'https://a.b.quay.io/data'],
    ['http://127.0.0.1:5000', '/data', 'http://127.0.0.1:5000/data'],
  ])('at %s goes to %s', (registry, location, target) => {
    expect(follow(registry, location)).toBe(target)
  })

  it.each([
    ['https://quay.io', 'https://example.com/data'],
    ['https://quay.io', 'https://notquay.io/data'],
    ['https://quay.io', 'https://quay.io.example.com/data'],
    ['https://quay.io', 'https://quay.io@example.com/data'],
    ['https://quay.io', 'http://cdn01.quay.io/data'],
    ['https://quay.io', 'http://127.0.0.1/data'],
    ['https://quay.io', 'https://quay.io:444/data'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5001/data'],
    ['https://quay.io', 'http://['],
    ['https://quay.io', undefined],
  ])('at %s does not go to %s', (registry, location) => {
    expect(follow(registry, location)).toBeUndefined()
  })

  it('goes nowhere without a redirect', () => {
    expect(follow('https://quay.io', '/data', 404)).toBeUndefined()
  })
})
