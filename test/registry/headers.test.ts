import { describe, expect, it } from 'vitest'
import { type Challenge, findNext, parseChallenges } from '../../src/registry/headers.ts'

const bearer = (parameters: Record<string, string>): Challenge => ({ scheme: 'bearer', parameters })
const quay = { realm: 'https://quay.io/v2/auth', service: 'quay.io' }

describe('parseChallenges', () => {
  it.each<[reason: string, header: string, challenges: Challenge[]]>([
    ["reads Quay's", 'Bearer realm="https://quay.io/v2/auth",service="quay.io"', [bearer(quay)]],
    ['takes any order', 'Bearer service="quay.io",realm="https://quay.io/v2/auth"', [bearer(quay)]],
    ['takes any case', 'BEARER Realm="https://quay.io/v2/auth",SERVICE="quay.io"', [bearer(quay)]],
    ['takes white space', 'Bearer  realm = "https://quay.io/v2/auth" , service="quay.io" ', [bearer(quay)]],
    ['takes values without quotes', 'Bearer realm="https://quay.io/v2/auth",service=quay.io', [bearer(quay)]],
    [
      'takes commas within quotes',
      'Bearer scope="repository:a:pull,push"',
      [bearer({ scope: 'repository:a:pull,push' })],
    ],
    ['takes escapes within quotes', 'Bearer realm="a\\"b\\\\c"', [bearer({ realm: 'a"b\\c' })]],
    ['takes an empty value', 'Bearer realm="",error="x"', [bearer({ realm: '', error: 'x' })]],
    [
      'takes several, with the parameters of each',
      'Basic realm="a b", Bearer realm="https://quay.io/v2/auth",service="quay.io"',
      [{ scheme: 'basic', parameters: { realm: 'a b' } }, bearer(quay)],
    ],
    [
      'takes one without parameters',
      'Negotiate, Basic realm=x',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
      ],
    ],
    [
      'takes one with a token',
      'Negotiate YWJj/ZA==, Basic realm=x',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
      ],
    ],
    [
      'is not misled by a scheme within quotes',
      'Basic realm="x, Bearer realm=y"',
      [{ scheme: 'basic', parameters: { realm: 'x, Bearer realm=y' } }],
    ],
    ['leaves out what cannot be read', 'Bearer realm="a", service="never ends', [bearer({ realm: 'a' })]],
    ['survives nothing', '', []],
    ['survives commas', ' ,, ', []],
    ['survives nonsense', '"=', []],
  ])('%s', (_, header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges)
  })

  it('takes no time for a hostile header', () => {
    const started = performance.now()
    parseChallenges(`Bearer ${'a='.repeat(8000)}`)
    parseChallenges(`Bearer realm="${'\\"'.repeat(8000)}`)
    parseChallenges(`${'a '.repeat(8000)}`)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('findNext', () => {
  it.each<[header: string, target: string | undefined]>([
    ['</v2/a/tags/list?n=2&last=b>; rel="next"', '/v2/a/tags/list?n=2&last=b'],
    ['<?last=b>;rel=next', '?last=b'],
    ['  <x> ;  REL = "Next" ', 'x'],
    ['<first>; rel="first", <x>; rel="next"', 'x'],
    ['<x>; title="a, <y>; rel=\\"next\\""; rel="last next"', 'x'],
    ['<x>; rel="prev"; rel="next"', undefined],
    ['<x>; rel="nexting"', undefined],
    ['<x>', undefined],
    ['x; rel="next"', undefined],
    ['<x; rel="next"', undefined],
    ['<a>; rel="first" garbage <x>; rel="next"', undefined],
    ['', undefined],
  ])('%s', (header, target) => {
    expect(findNext(header)).toBe(target)
  })
})
