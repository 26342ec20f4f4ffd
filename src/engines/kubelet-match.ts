/** The parts of a registry's address that a kubelet compares. */
interface Address {
  host: string
  path: string
}

/** The names of a key that stand for its registry's API, and not for a path of images. */
const API_VERSION = /^\/v[12](?=\/)/

/**
 * What a key of a pull secret is compared as: without scheme, login, query and API version. Undefined for a key that a kubelet
 * ignores. Source: k8s.io/kubernetes, pkg/credentialprovider/keyring.go, `Add`.
 */
export function normalizeKey(key: string): string | undefined {
  const address = parseAddress(key.replace(/^https?:\/\//, ''))
  if (address === undefined) return undefined
  const path = address.path.replace(API_VERSION, '')
  return path === '/' ? address.host : address.host + path
}

/**
 * True when a kubelet uses a normalized key for an image, which is named without its tag. Each part of the host may hold `*`; the
 * path is a prefix, which need not end at a slash. Source: keyring.go, `URLsMatch`.
 */
export function matchesImage(normalizedKey: string, image: string): boolean {
  const [pattern, target] = [parseAddress(normalizedKey), parseAddress(image)]
  if (pattern === undefined || target === undefined) return false
  const [wanted, given] = [splitPort(pattern.host), splitPort(target.host)]
  return (
    wanted.port === given.port &&
    wanted.parts.length === given.parts.length &&
    target.path.startsWith(pattern.path) &&
    wanted.parts.every((part, index) => matchesPart(part, given.parts[index] ?? ''))
  )
}

/**
 * Reads an address as Go's `url.Parse` reads it behind `https://`. Undefined where that fails, and for hosts that can match no
 * registry: with characters beyond ASCII, brackets or several colons.
 */
function parseAddress(text: string): Address | undefined {
  const [beforeFragment = '', fragment = ''] = cut(text, '#')
  if (/[\0-\x1f\x7f]/.test(beforeFragment) || decodePercent(fragment) === undefined) return undefined
  const [location = ''] = cut(beforeFragment, '?')
  const slash = location.indexOf('/')
  const authority = slash < 0 ? location : location.slice(0, slash)
  const host = /^(?:[\w\-.~!$&'()*+,;=:@]|%[0-9a-f]{2})*@(.*)$/i.exec(authority)?.[1] ?? authority
  const path = slash < 0 ? '' : decodePercent(location.slice(slash))
  if (path === undefined || !/^[\w\-.~!$&'()*+,;=<>"]*(?::\d*)?$/.test(host)) return undefined
  return { host, path }
}

function cut(text: string, separator: string): string[] {
  const index = text.indexOf(separator)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function splitPort(host: string): { parts: string[]; port: string } {
  const [name = '', port = ''] = host.split(':')
  return { parts: name.split('.'), port }
}

function matchesPart(pattern: string, part: string): boolean {
  const pieces = pattern.split('*').map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pieces.join('.*')}$`, 's').test(part)
}
