/** The kinds of stores that exist. */
export type StoreKind = 'keychain' | 'helper' | 'file' | 'command'

/** A store as the user names it. */
export interface StoreChoice {
  kind: StoreKind
  /** The text that names it: `keychain`, `file`, `helper:pass`, `command:op read op://vault/deepgram`. */
  readonly text: string
  /** The helper's name, or the command's program and arguments; empty for the others. */
  readonly words: readonly string[]
}

/** Reads what names a store; undefined for what names none. */
export function parseStoreChoice(text: string): StoreChoice | undefined {
  const [kind = '', rest] = splitAtColon(text.trim())
  if ((kind === 'keychain' || kind === 'file') && rest === undefined) return choiceOf(kind, [])
  if (kind === 'helper' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(rest ?? ''))
    return choiceOf(kind, [rest ?? ''])
  if (kind !== 'command' || rest === undefined) return undefined
  const words = splitWords(rest)
  return words === undefined || words.length === 0 ? undefined : choiceOf(kind, words, rest.trim())
}

/**
 * The words of a command line, without a shell: white space parts them, single or double quotes keep it, and nothing
 * else has a meaning, so that a backslash in a Windows path stays one. Undefined when a quote is left open.
 */
export function splitWords(line: string): string[] | undefined {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []
  const leftOver = line.replace(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g, '').trim()
  if (leftOver !== '') return undefined
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'))
}

function choiceOf(kind: StoreKind, words: readonly string[], rest = words.join(' ')): StoreChoice {
  const text = rest === '' ? kind : `${kind}:${rest}`
  return { kind, text, words }
}

function splitAtColon(text: string): [kind: string, rest: string | undefined] {
  const colon = text.indexOf(':')
  return colon === -1 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)]
}
