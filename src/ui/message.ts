/** What a part of a message is. Names, ids, commands and paths are never broken over two lines, except names between their words. */
export type SpanKind = 'name' | 'id' | 'command' | 'path' | 'faint' | 'good' | 'caution' | 'bad'

/** A part of a message that is painted by what it is. */
export interface Span {
  readonly kind: SpanKind
  readonly text: string
}

/** A text for people, in parts. A plain string is a message, too. It is one paragraph: line breaks become spaces. */
export type Message = string | readonly (string | Span)[]

/**
 * Makes a message of a template: `` message`Rotating ${nameOf(credential)}` ``. Strings among the values are plain text,
 * spans are painted, and messages are taken apart.
 */
export function message(
  strings: TemplateStringsArray,
  ...values: readonly (number | Span | Message)[]
): (string | Span)[] {
  return strings.flatMap((text, index) => {
    const value = values[index]
    return value === undefined ? [text] : [text, ...partsOf(typeof value === 'number' ? `${value}` : value)]
  })
}

/** Marks a command to paste: it is painted and never broken. */
export function command(text: string): Span {
  return { kind: 'command', text }
}

/** Marks a path: it is never broken, whatever spaces it has. */
export function path(text: string): Span {
  return { kind: 'path', text }
}

/** Marks an id: it is painted and never broken. */
export function id(text: string): Span {
  return { kind: 'id', text }
}

/** Returns the message as one plain text, for a stream that has no width and no colors, and for errors. */
export function plainText(text: Message): string {
  return typeof text === 'string'
    ? text
    : text.map((part) => (typeof part === 'string' ? part : part.text)).join('')
}

function partsOf(value: Span | Message): readonly (string | Span)[] {
  return typeof value === 'string' || 'kind' in value ? [value] : value
}

/** The programs that sentences begin with, too, as in `docker is logged in`: a command has one of these words behind them. */
const NAMED_IN_SENTENCES = [
  'dgsh (?:-|(?:auth|profiles|projects|creds|login|logout|verify|where|doctor|images|exec|export|helper|config|completion|commands|sandbox|help)\\b)',
  '(?:docker|podman|skopeo|buildah|helm) (?:-|(?:login|logout|pull|push|info|version|context|system|machine|image|copy|inspect|registry|run|ps)\\b)',
  'kubectl (?:-|(?:config|get|create|delete|apply|describe|auth)\\b)',
  'pass (?:init|insert|show|ls|rm)\\b',
  'install -',
]

const PROGRAMS =
  'ssh|sudo|gpg|chmod|chown|export|unset|mv|rm|ln|ls|echo|printf|mkdir|systemctl|timedatectl|npm|apt-get'

/** By convention a command stands at the end of its line, after a colon and a space, or has a line of its own. */
const COMMAND_AT_END = new RegExp(`^(.*: |\\s*)((?:${NAMED_IN_SENTENCES.join('|')}|(?:${PROGRAMS}) \\S).*)$`)

/** Returns the parts of a message, with the command at the end of a plain text as a part of its own. */
export function withCommandAtEnd(text: Message): readonly (string | Span)[] {
  const parts = typeof text === 'string' ? [text] : withStringsTogether(text)
  const last = parts.at(-1)
  if (typeof last !== 'string') return parts
  const [, before, line] = COMMAND_AT_END.exec(last) ?? []
  return before === undefined || line === undefined ? parts : [...parts.slice(0, -1), before, command(line)]
}

/** A template has an empty string after its last value, and a string as a value stands between two others. */
function withStringsTogether(parts: readonly (string | Span)[]): (string | Span)[] {
  const result: (string | Span)[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part
    else if (part !== '') result.push(part)
  }
  return result
}

/** Returns a message whose commands are changed, as by `repeatOptions`. */
export function mapCommands(text: Message, change: (line: string) => string): Message {
  return withCommandAtEnd(text).map((part) =>
    typeof part === 'string' || part.kind !== 'command' ? part : command(change(part.text)),
  )
}

/** Returns a number with its noun: `1 credential`, `6 credentials`. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
