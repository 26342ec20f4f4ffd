import { notARegistry } from './failures.ts'
import { createHeaderReader } from './header-reader.ts'

const TARGET = /\s*<([^>]*)>/y
const PARAMETER = /\s*;\s*([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+)))?/y
const SEPARATOR = /\s*,/y

/**
 * The target of the first link with `rel="next"` in a `Link` header, as it stands there (RFC 8288, 3; the OCI Distribution
 * Specification pages its lists with it); undefined when there is none. What cannot be read, and what comes after it, is left
 * out.
 */
export function findNext(header: string): string | undefined {
  const read = createHeaderReader(header)
  while (true) {
    const target = read(TARGET)?.[1]
    if (target === undefined) return undefined
    let relation: string | undefined
    for (let found = read(PARAMETER); found !== undefined; found = read(PARAMETER)) {
      // Of several only the first counts.
      if (found[1]?.toLowerCase() === 'rel') relation ??= found[2] ?? found[3] ?? ''
    }
    if (relation?.toLowerCase().split(/\s+/).includes('next') === true) return target
    if (read(SEPARATOR) === undefined) return undefined
  }
}

/**
 * Where the page after this one is; undefined after the last. A registry behind a proxy may name `http` for itself: only the
 * host counts, and the scheme stays. Throws `invalid_response` for a page at another host, where the login is not to go.
 */
export function nextPage(header: string | undefined, page: URL): URL | undefined {
  const target = findNext(header ?? '')
  if (target === undefined) return undefined
  if (!URL.canParse(target, page.href))
    throw notARegistry(page.host, 'it does not say where its next page is')
  // Parsed once: a path such as //host, put together again with an origin, is another host.
  const next = new URL(target, page)
  if (next.host === page.host) next.protocol = page.protocol
  // A blob: URL has the origin of the URL within it.
  if (next.origin !== page.origin || next.protocol !== page.protocol)
    throw notARegistry(page.host, `it says that its next page is at ${next.host}`)
  next.username = ''
  next.password = ''
  next.hash = ''
  return next
}

/**
 * Watches for pages that lead back to an earlier one, and remembers one of them only (Brent's algorithm). Gives what is called
 * with each page and throws `invalid_response` when they go in a circle, after three times its length at most.
 */
export function watchForCircle(): (page: URL) => void {
  let mark: string | undefined
  let count = 0
  let next = 1
  return (page) => {
    if (page.href === mark) throw notARegistry(page.host, 'its pages go in a circle')
    count += 1
    if (count < next) return
    mark = page.href
    next *= 2
  }
}
