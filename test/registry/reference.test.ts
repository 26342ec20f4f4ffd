import { describe, expect, it } from 'vitest'
import { findRepository, isTag, REPOSITORIES, shortNameOf } from '../../src/registry/reference.ts'

describe('findRepository', () => {
  it.each([
    ['api', 'deepgram/self-hosted-api'],
    ['license-proxy', 'deepgram/self-hosted-license-proxy'],
    ['self-hosted-api', 'deepgram/self-hosted-api'],
    ['onprem-api', 'deepgram/onprem-api'],
    ['deepgram/self-hosted-api', 'deepgram/self-hosted-api'],
    ['deepgram/onprem-engine', 'deepgram/onprem-engine'],
    ['quay.io/deepgram/self-hosted-api', 'deepgram/self-hosted-api'],
    ['Quay.io/Deepgram/Self-Hosted-API', 'deepgram/self-hosted-api'],
  ])('%s', (text, repository) => {
    expect(findRepository(text, 'quay.io')).toBe(repository)
  })

  it.each([
    '',
    'deepgram',
    'nonsense',
    'constructor',
    'onprem-dgtools',
    'quay.io/api',
    'quay.io/self-hosted-api',
    'docker.io/deepgram/self-hosted-api',
    'other/self-hosted-api',
    'self-hosted-api:release-261009',
    '../self-hosted-api',
  ])('does not know "%s"', (text) => {
    expect(findRepository(text, 'quay.io')).toBeUndefined()
  })

  it('knows the registry in use only', () => {
    expect(findRepository('127.0.0.1:5000/deepgram/self-hosted-api', '127.0.0.1:5000')).toBeDefined()
    expect(findRepository('quay.io/deepgram/self-hosted-api', '127.0.0.1:5000')).toBeUndefined()
  })

  it('finds every repository by its short name', () => {
    for (const repository of REPOSITORIES)
      expect(findRepository(shortNameOf(repository), 'quay.io')).toBe(repository)
  })
})

describe('isTag', () => {
  it.each([
    ['release-261009', true],
    ['3.77.4', true],
    ['_x', true],
    ['a'.repeat(128), true],
    ['a'.repeat(129), false],
    ['-x', false],
    ['.x', false],
    ['a/b', false],
    ['', false],
    ['a b', false],
  ])('%s: %s', (text, expected) => {
    expect(isTag(text)).toBe(expected)
  })
})
