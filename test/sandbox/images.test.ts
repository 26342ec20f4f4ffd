import { describe, expect, it } from 'vitest'
import { mayPull, tagsOf } from '../../src/sandbox/images.ts'

describe('mayPull', () => {
  it.each([
    ['deepgram/self-hosted-api', ['api'], true],
    ['deepgram/onprem-api', ['api'], true],
    ['deepgram/self-hosted-api', ['engine'], false],
    ['deepgram/self-hosted-dgtools', ['dgtools'], true],
    ['deepgram/onprem-dgtools', ['dgtools'], false],
    ['deepgram/self-hosted-hotpepper', ['hotpepper'], false],
    ['deepgram/constructor', ['api'], false],
    ['constructor', ['api'], false],
  ])('%s with %j: %s', (repository, products, expected) => {
    expect(mayPull(products, repository)).toBe(expected)
  })
})

describe('tagsOf', () => {
  const tags = tagsOf('deepgram/self-hosted-engine')
  const releases = tags.filter((tag) => /^release-\d{6}$/.test(tag))

  it('has releases, one to three a month', () => {
    const months = new Set(releases.map((tag) => tag.slice(8, 12)))
    expect(months.size).toBe(28)
    const counts = [...months].map(
      (month) => releases.filter((tag) => tag.startsWith(`release-${month}`)).length,
    )
    expect(new Set(counts)).toEqual(new Set([1, 2, 3]))
  })

  it('has a version for each release, and twins with -fips', () => {
    expect(tags.filter((tag) => /^3\.\d+\.\d+$/.test(tag))).toHaveLength(releases.length)
    const twins = tags.filter((tag) => tag.endsWith('-fips'))
    expect(twins.length).toBeGreaterThan(0)
    for (const twin of twins) expect(tags).toContain(twin.replace('-fips', ''))
    expect(tags).not.toContain('release-240716-fips')
  })

  it('is the same for the older name, and other versions for another product', () => {
    expect(tagsOf('deepgram/onprem-engine')).toEqual(tags)
    expect(tagsOf('deepgram/self-hosted-api')).not.toEqual(tags)
  })
})
