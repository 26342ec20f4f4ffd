import { describe, expect, it } from 'vitest'
import {
  compareTags,
  joinAliases,
  readTag,
  sortTags,
  TAG_KINDS,
  type TagKind,
  takeInTurn,
} from '../../src/registry/tags.ts'

describe('readTag', () => {
  it.each<[tag: string, kind: TagKind, order: number[]]>([
    ['release-261009', 'release', [26, 10, 9]],
    ['release-261009-fips', 'release-fips', [26, 10, 9]],
    ['3.77.4', 'version', [3, 77, 4]],
    ['v3.77', 'version', [3, 77]],
    ['1.2.3.4-fips', 'version-fips', [1, 2, 3, 4]],
    ['release-261309', 'other', []],
    ['release-261000', 'other', []],
    ['release-2610091', 'other', []],
    ['release-261009-cuda', 'other', []],
    ['3', 'other', []],
    ['3.77.4-rc1', 'other', []],
    ['3.77.4-', 'other', []],
    ['3.77.4-1-2', 'other', []],
    ['3.77.4-0123456789', 'other', []],
    ['9999999999.1', 'other', []],
    ['latest', 'other', []],
    ['', 'other', []],
  ])('%s', (name, kind, order) => {
    expect(readTag(name)).toEqual({ name, kind, order })
  })

  it.each<[tag: string, kind: TagKind, order: number[], rebuild: number]>([
    ['3.119.1-3', 'version', [3, 119, 1], 3],
    ['3.74.3-6', 'version', [3, 74, 3], 6],
    ['1.192.5-12-fips', 'version-fips', [1, 192, 5], 12],
    ['3.77-1', 'version', [3, 77], 1],
  ])('%s, a rebuild', (name, kind, order, rebuild) => {
    expect(readTag(name)).toEqual({ name, kind, order, rebuild })
  })
})

const sorted = (tags: string[]) =>
  tags
    .map(readTag)
    .sort(compareTags)
    .map(({ name }) => name)

describe('compareTags', () => {
  it.each([
    [
      ['release-250101', 'release-261009', 'release-260930'],
      ['release-261009', 'release-260930', 'release-250101'],
    ],
    [
      ['3.9.0', '3.10.0', '3.77.4', '3.77', '10.0.0'],
      ['10.0.0', '3.77.4', '3.77', '3.10.0', '3.9.0'],
    ],
    [
      ['v1.2.0', '1.2'],
      ['1.2', 'v1.2.0'],
    ],
    [
      ['3.119.1', '3.119.1-10', '3.119.2', '3.119.1-9', '3.119', '3.119-4', '3.119.0-1'],
      ['3.119.2', '3.119.1-10', '3.119.1-9', '3.119.1', '3.119-4', '3.119.0-1', '3.119'],
    ],
    [
      ['latest', 'beta'],
      ['beta', 'latest'],
    ],
  ])('%j', (tags, expected) => {
    expect(sorted(tags)).toEqual(expected)
    expect(sorted([...tags].reverse())).toEqual(expected)
  })
})

async function* asPages(...pages: string[][]): AsyncGenerator<string[]> {
  yield* pages
}

describe('sortTags', () => {
  it('has the newest of each kind first, whatever page they come on', async () => {
    const tags = await sortTags(
      asPages(['release-250101', '1.9.0', 'release-261009'], [], ['1.10.0', 'release-260101', '1.8.0', 'x']),
    )
    const names = (kind: TagKind) => tags.filter((tag) => tag.kind === kind).map(({ name }) => name)
    expect(names('release')).toEqual(['release-261009', 'release-260101', 'release-250101'])
    expect(names('version')).toEqual(['1.10.0', '1.9.0', '1.8.0'])
    expect(names('other')).toEqual(['x'])
    expect(names('release-fips')).toEqual([])
  })
})

describe('takeInTurn', () => {
  it.each<[limit: number, kinds: readonly TagKind[], expected: string[]]>([
    [
      9,
      TAG_KINDS,
      [
        'release-261009',
        '3.2.0',
        'release-261009-fips',
        'release-260101',
        '3.1.0',
        'release-250101',
        'latest',
      ],
    ],
    [2, TAG_KINDS, ['release-261009', '3.2.0']],
    [
      9,
      ['release', 'release-fips'],
      ['release-261009', 'release-261009-fips', 'release-260101', 'release-250101'],
    ],
  ])('%i of %j', async (limit, kinds, expected) => {
    const tags = await sortTags(
      asPages([
        'latest',
        '3.1.0',
        'release-250101',
        'release-261009-fips',
        '3.2.0',
        'release-261009',
        'release-260101',
      ]),
    )
    expect(takeInTurn(tags, kinds, limit).map(({ name }) => name)).toEqual(expected)
  })

  it('is empty for no tags', () => {
    expect(takeInTurn([], TAG_KINDS, 5)).toEqual([])
  })
})

describe('joinAliases', () => {
  it.each<[digests: Record<string, string | undefined>, aliases: Record<string, string[]>]>([
    [{}, {}],
    [
      { a: '1', b: '2' },
      { a: [], b: [] },
    ],
    [
      { a: '1', b: '1', c: '2', d: '1' },
      { a: ['b', 'd'], b: ['a', 'd'], c: [], d: ['a', 'b'] },
    ],
    [
      { a: undefined, b: undefined },
      { a: [], b: [] },
    ],
  ])('%j', (digests, aliases) => {
    expect(Object.fromEntries(joinAliases(new Map(Object.entries(digests))))).toEqual(aliases)
  })
})
