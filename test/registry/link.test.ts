import { describe, expect, it } from 'vitest'
import { findNext, nextPage, watchForCircle } from '../../src/registry/link.ts'

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

describe('nextPage', () => {
  const page = new URL('https://quay.io/v2/a/tags/list?n=100')

  it.each([
    ['</v2/a/tags/list?n=100&last=b>; rel="next"', 'https://quay.io/v2/a/tags/list?n=100&last=b'],
    ['<?last=b>; rel="next"', 'https://quay.io/v2/a/tags/list?last=b'],
    ['<https://quay.io/v2/a/tags/list?last=b>; rel="next"', 'https://quay.io/v2/a/tags/list?last=b'],
    // What a registry behind a proxy that speaks TLS for it says.
    ['<http://quay.io/v2/a/tags/list?last=b>; rel="next"', 'https://quay.io/v2/a/tags/list?last=b'],
    ['<//QUAY.IO/v2/x>; rel="next"', 'https://quay.io/v2/x'],
    // A path that begins with two slashes stays one.
    ['</..//example.com/x>; rel="next"', 'https://quay.io//example.com/x'],
    ['</.//example.com/x>; rel="next"', 'https://quay.io//example.com/x'],
    ['</a/..//example.com/x>; rel="next"', 'https://quay.io//example.com/x'],
    ['</%2e%2e//example.com/x>; rel="next"', 'https://quay.io//example.com/x'],
    ['<https://user:password@quay.io/x#y>; rel="next"', 'https://quay.io/x'],
  ])('%s', (header, url) => {
    expect(nextPage(header, page)?.href).toBe(url)
  })

  it.each([undefined, '', '<x>; rel="prev"'])('is none for %s', (header) => {
    expect(nextPage(header, page)).toBeUndefined()
  })

  it.each([
    'https://example.com/v2/a/tags/list',
    '//example.com/x',
    'https://quay.io:444/x',
    'https://quay.io.example.com/x',
    'https://quay.io@example.com/x',
    'http://[',
    '/\\example.com/x',
    'javascript://quay.io/x',
    'blob:https://quay.io/x',
  ])('is not fetched from elsewhere: %s', (target) => {
    expect(() => nextPage(`<${target}>; rel="next"`, page)).toThrow(/does not behave as a registry/)
  })
})

describe('watchForCircle', () => {
  const walk = (names: Iterable<string>) => {
    const watch = watchForCircle()
    for (const name of names) watch(new URL(`https://quay.io/${name}`))
  }

  it('lets any number of different pages pass', () => {
    expect(() => walk(Array.from({ length: 1000 }, (_, index) => String(index)))).not.toThrow()
  })

  it.each([
    [0, 1],
    [0, 2],
    [5, 1],
    [7, 30],
  ])('ends a walk that after %i pages goes round %i', (tail, length) => {
    let steps = 0
    const pages = function* () {
      for (let index = 0; index < tail; index += 1) yield `tail ${index}`
      for (; steps < 10_000; steps += 1) yield `circle ${steps % length}`
    }
    expect(() => walk(pages())).toThrow(/in a circle/)
    expect(steps).toBeLessThan(3 * (tail + length) + 2)
  })
})
