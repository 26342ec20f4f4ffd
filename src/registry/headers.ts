/** One way to authenticate that a `WWW-Authenticate` header offers. */
export interface Challenge {
  /** In lower case: `bearer`, `basic` … */
  scheme: string
  /** By their names in lower case. */
  parameters: Readonly<Record<string, string>>
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+"
const GAP = /[\s,]*/y
const CHALLENGE_PARAMETER = new RegExp(
  `(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))(?=[\\s,]|$)`,
  'y',
)
const SCHEME = new RegExp(`(${TOKEN})(?=[\\s,]|$)`, 'y')
const TOKEN68 = /[\w.~+/-]+=*(?=[\s,]|$)/y

/**
 * Returns the challenges of a `WWW-Authenticate` header, in their order (RFC 9110, 11.6.1): several may stand in one header, and
 * several headers are joined by commas. What cannot be read, and what comes after it, is left out.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = []
  const read = createHeaderReader(header)
  while (true) {
    read(GAP)
    const current = challenges.at(-1)
    const parameter = current && read(CHALLENGE_PARAMETER)
    if (parameter) {
      const [, name = '', quoted, plain = ''] = parameter
      current.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain
      continue
    }
    const scheme = read(SCHEME)?.[1]
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} })
    else if (!read(TOKEN68)) return challenges
  }
}

const LINK_TARGET = /\s*<([^>]*)>/y
const LINK_PARAMETER = /\s*;\s*([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+)))?/y
const SEPARATOR = /\s*,/y

/**
 * Returns the target of the first link with `rel="next"` in a `Link` header, as it stands there (RFC 8288, 3; the OCI Distribution
 * Specification pages its lists with it); undefined when there is none. What cannot be read, and what comes after it, is left
 * out.
 */
export function findNext(header: string): string | undefined {
  const read = createHeaderReader(header)
  while (true) {
    const target = read(LINK_TARGET)?.[1]
    if (target === undefined) return undefined
    let relation: string | undefined
    for (let found = read(LINK_PARAMETER); found !== undefined; found = read(LINK_PARAMETER)) {
      // Of several only the first counts.
      if (found[1]?.toLowerCase() === 'rel') relation ??= found[2] ?? found[3] ?? ''
    }
    if (relation?.toLowerCase().split(/\s+/).includes('next') === true) return target
    if (read(SEPARATOR) === undefined) return undefined
  }
}

/** Reads a header from its start, with sticky patterns: each is looked for where the last match ended. */
function createHeaderReader(text: string): (pattern: RegExp) => RegExpExecArray | undefined {
  let place = 0
  return (pattern) => {
    pattern.lastIndex = place
    const found = pattern.exec(text)
    if (found === null) return undefined
    place = pattern.lastIndex
    return found
  }
}
