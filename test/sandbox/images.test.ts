import { describe, expect, it } from 'vitest'
import { compareTags, readTag } from '../../src/registry/tags.ts'
import { imagesOf, mayPull, tagsOf } from '../../src/sandbox/images.ts'

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

  it('has a version for each release, some with a rebuild number, and twins with -fips', () => {
    const versions = tags.filter((tag) => /^3\.\d+\.\d+(?:-\d+)?$/.test(tag))
    expect(versions).toHaveLength(releases.length)
    expect(versions.filter((tag) => tag.includes('-')).length).toBeGreaterThan(2)
    const twins = tags.filter((tag) => tag.endsWith('-fips'))
    expect(twins.length).toBeGreaterThan(0)
    for (const twin of twins) expect(tags).toContain(twin.replace('-fips', ''))
    expect(tags).toContain('release-260728-fips')
    expect(twins.filter((tag) => tag.startsWith('release') && tag < 'release-260728')).toEqual([])
  })

  it('has the versions of the changelog, rising from release to release', () => {
    for (const tag of ['3.74.3-6', '3.91.0', '3.104.7', 'release-240927', 'release-250710', 'release-251029'])
      expect(tags).toContain(tag)
    const images = imagesOf('deepgram/self-hosted-engine').map(({ tags: [, version = ''] }) =>
      readTag(version),
    )
    const plain = images.filter(({ kind }) => kind === 'version')
    expect([...plain].sort(compareTags).reverse()).toEqual(plain)
  })

  it('ends earlier for the older name, and has other versions for another product', () => {
    const older = tagsOf('deepgram/onprem-engine')
    expect(older).toContain('release-250710')
    expect(older.filter((tag) => tag > 'release-250710')).toEqual([])
    for (const tag of older) expect(tags).toContain(tag)
    expect(tagsOf('deepgram/self-hosted-api')).not.toEqual(tags)
  })
})
