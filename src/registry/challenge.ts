import { createHeaderReader } from './header-reader.ts'

/** One way to authenticate that a `WWW-Authenticate` header offers. */
export interface Challenge {
  /** In lower case: `bearer`, `basic` … */
  scheme: string
  /** By their names in lower case. */
  parameters: Readonly<Record<string, string>>
}

const TOKEN = "[\\w!#$%&'*+.^`|~-]+"
const GAP = /[\s,]*/y
const PARAMETER = new RegExp(`(${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}))(?=[\\s,]|$)`, 'y')
const SCHEME = new RegExp(`(${TOKEN})(?=[\\s,]|$)`, 'y')
const TOKEN68 = /[\w.~+/-]+=*(?=[\s,]|$)/y

/**
 * The challenges of a `WWW-Authenticate` header, in their order (RFC 9110, 11.6.1): several may stand in one header, and
 * several headers are joined by commas. What cannot be read, and what comes after it, is left out.
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = []
  const read = createHeaderReader(header)
  while (true) {
    read(GAP)
    const current = challenges.at(-1)
    const parameter = current && read(PARAMETER)
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
