import { describe, expect, it } from 'vitest'
import { nextPage } from '../../src/registry/pages.ts'

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
