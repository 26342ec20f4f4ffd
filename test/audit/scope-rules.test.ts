import { describe, expect, it } from 'vitest'
import { audit } from '../../src/audit/rules.ts'
import { facts, findingsIn, fresh, narrow, scopesOf, TO_FILL_IN } from '../commands/creds/audit/facts.ts'

const PRODUCTS = ['api', 'engine', 'license-proxy', 'billing', 'dgtools', 'hotpepper', 'metrics-server']

describe('the scopes', () => {
  it.each<[scopes: string[], findings: string[]]>([
    [scopesOf('api', 'engine'), []],
    [scopesOf('api', 'engine', 'license-proxy'), []],
    [scopesOf('license-proxy'), []],
    [[], []],
    [scopesOf('billing'), []],
    [scopesOf('dgtools', 'billing'), []],
    [scopesOf('api', 'billing'), ['excess-scopes medium 1']],
    [scopesOf('api', 'engine', 'voice-agent'), ['excess-scopes medium 1']],
    [scopesOf(...PRODUCTS.slice(1)), ['excess-scopes medium 1']],
    [scopesOf(...PRODUCTS), ['all-products high 1']],
    [scopesOf(...PRODUCTS, 'voice-agent'), ['all-products high 1']],
    [PRODUCTS.map((product) => `onprem:product:${product}`), ['all-products high 1']],
    [['self-hosted:products'], ['all-products high 1']],
    [['onprem:products'], ['all-products high 1']],
    [['onprem:product:api', 'self-hosted:product:api'], []],
  ])('%j: %j', (scopes, expected) => {
    expect(findingsIn([fresh(1, { scopes })])).toEqual(expected)
  })

  it.each<[scopes: string[], message: RegExp, fix: string]>([
    [scopesOf(...PRODUCTS), /^opens every product$/, narrow()],
    [scopesOf('api', 'engine', 'billing', 'dgtools'), /^opens billing, dgtools, which/, narrow()],
    [
      scopesOf('license-proxy', 'billing'),
      /^opens billing, which/,
      "dgsh creds create --scope license-proxy --comment 'Number 1'",
    ],
  ])('%j are told, with what could take their place', (scopes, message, fix) => {
    const [finding] = audit([fresh(1, { scopes })], facts())
    expect(finding).toMatchObject({ fix, message: expect.stringMatching(message) })
  })
})

describe('the comment of what takes a place', () => {
  const fixOf = (comment: string) =>
    audit([fresh(1, { comment, scopes: ['self-hosted:products'] })], facts())[0]?.fix

  it.each([
    ['CI', 'CI'],
    [
      ' Cluster 7, Zürich (prod) #2: ada@example.com / a+b=c_d-e.f ',
      'Cluster 7, Zürich (prod) #2: ada@example.com / a+b=c_d-e.f',
    ],
    ['東京 サーバー', '東京 サーバー'],
    ['x'.repeat(128), 'x'.repeat(128)],
    // A rotation finds what it created by its mark.
    ['Edge 7 (replaces 00000001, rotation ab12)', 'Edge 7'],
  ])('is that of the old one, as it is without its mark: %s', (comment, shown) => {
    expect(fixOf(comment)).toBe(narrow(shown))
  })

  it.each(
    [
      [
        "it's",
        'a"b',
        'a`b',
        'a\\',
        '$x',
        'a;b',
        'a|b',
        'a&b',
        'a<b',
        'a>b',
        'a!b',
        'a*',
        'a?',
        '~',
        'a[b',
        'a{b',
        'a^b',
        '%A%',
      ],
      ['a\nb', 'a\rb', 'a\tb', 'a\u0000b', 'a\u001b[2Jb', 'a\u009b31mb', 'a\u007f', 'a\u2028b'],
      [
        'a\u2019; reboot',
        'a\u201cb',
        'a\uff07b',
        'a\u202eb',
        'a\u2066b',
        'a\u200bb',
        'a\ufeffb',
        'a\u200fb',
        '\ud800',
      ],
      ['--yes', '(x)', '', ' ', 'x'.repeat(129), '\u0301a'],
    ].flat(),
  )('is to be filled in where a shell or a terminal may read anything into it: %j', (comment) => {
    expect(fixOf(comment)).toBe(narrow(TO_FILL_IN))
  })
})
