import { describe, expect, it } from 'vitest'
import { IMAGES, repositoriesOf } from '../../src/registry/images.ts'

describe('repositoriesOf', () => {
  it.each<[scopes: string[], repositories: string[]]>([
    [[], []],
    [['self-hosted:product:api'], ['deepgram/self-hosted-api']],
    [['onprem:product:engine', 'self-hosted:product:engine'], ['deepgram/self-hosted-engine']],
    [
      ['api', 'license-proxy'],
      ['deepgram/self-hosted-api', 'deepgram/self-hosted-license-proxy'],
    ],
    [['self-hosted:product:metrics-server', 'self-hosted:product:hotpepper', 'banana', 'toString'], []],
  ])('of %j', (scopes, repositories) => {
    expect(repositoriesOf(scopes)).toEqual(repositories)
  })

  it('of every product is all that is known', () => {
    const all = Object.values(IMAGES).map(({ repository }) => repository)
    expect(repositoriesOf(['self-hosted:products', 'self-hosted:product:api'])).toEqual(all)
  })
})
