import { describe, expect, it } from 'vitest'
import { isDigest, type Manifest, readCreated, readManifest } from '../../src/registry/manifest.ts'

const [A, B] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`]
const TIME = '2026-10-09T08:07:06.123456789Z'
const NONE: Manifest = { created: undefined, config: undefined, first: undefined }
const annotations = { 'org.opencontainers.image.created': TIME }

describe('readManifest', () => {
  it.each<[title: string, manifest: unknown, expected: Partial<Manifest>]>([
    ['an image', { config: { digest: A } }, { config: A }],
    ['an image that says when', { config: { digest: A }, annotations }, { config: A, created: TIME }],
    ['an index', { manifests: [{ digest: A }, { digest: B }] }, { first: A }],
    ['an index that says when', { manifests: [{ digest: A }], annotations }, { first: A, created: TIME }],
    [
      'an index that begins with an attestation',
      {
        manifests: [
          { digest: A, platform: { os: 'unknown' } },
          { digest: B, platform: { os: 'linux' } },
        ],
      },
      { first: B },
    ],
    ['an empty index', { manifests: [] }, {}],
    ['a digest that is none', { config: { digest: '../../v2/other' } }, {}],
    ['a manifest of docker before 1.10', { schemaVersion: 1, history: [] }, {}],
    ['no object', 'x', {}],
  ])('%s', (_, manifest, expected) => {
    expect(readManifest(JSON.stringify(manifest))).toEqual({ ...NONE, ...expected })
  })

  it('is empty for what is no JSON', () => {
    expect(readManifest('<html>')).toEqual(NONE)
  })
})

describe('readCreated', () => {
  it.each<[config: unknown, created: string | undefined]>([
    [{ created: TIME }, TIME],
    [{ created: '2026-10-09T08:07:06+02:00' }, '2026-10-09T08:07:06+02:00'],
    // Builds that are to be alike every time.
    [{ created: '1970-01-01T00:00:00Z' }, undefined],
    [{ created: '0001-01-01T00:00:00Z' }, undefined],
    [{ created: 'yesterday' }, undefined],
    [{ created: 5 }, undefined],
    [{}, undefined],
    [null, undefined],
  ])('%j', (config, created) => {
    expect(readCreated(JSON.stringify(config))).toBe(created)
  })
})

describe('isDigest', () => {
  it.each([
    [A, true],
    ['sha512:'.padEnd(135, '0'), true],
    ['sha256:', false],
    ['release-261009', false],
    [undefined, false],
  ])('%s: %s', (text, expected) => {
    expect(isDigest(text)).toBe(expected)
  })
})
