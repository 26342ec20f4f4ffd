import { type Message, type Span, type SpanKind, withCommandAtEnd } from './message.ts'
import type { Paint, Palette } from './palette.ts'
import { safeLine } from './safe-text.ts'
import { displayWidth } from './width.ts'

/** What a message is written on. */
export interface MessageStyle {
  palette: Palette
  /** The width of the terminal; undefined off a terminal, where nothing is wrapped. */
  width: number | undefined
  /** The spaces before each line but the first; 0 when left out. */
  indent?: number
  /** The columns that are taken on the first line before the message; those of `indent` when left out. */
  start?: number
  /** Hides what is secret: done before anything is wrapped. */
  redact: (text: string) => string
}

/** Returns the message, safe for a terminal, wrapped at the ends of words; without a line break at its end. */
export function renderMessage(
  text: Message,
  { palette, width = Number.POSITIVE_INFINITY, indent = 0, start = indent, redact }: MessageStyle,
): string {
  const parts = withCommandAtEnd(text)
  let drawn = ''
  let column = start
  for (const word of joined(parts.flatMap((part) => wordsOf(part, palette, redact)))) {
    const breaks = drawn !== '' && word.spaces > 0 && column + word.spaces + word.width > width
    // What does not fit at the indent may fit without it.
    const margin = Math.max(0, Math.min(indent, width - word.width))
    drawn += (breaks ? `\n${' '.repeat(margin)}` : ' '.repeat(word.spaces)) + word.text
    column = (breaks ? margin : column + word.spaces) + word.width
  }
  return drawn
}

/** A piece between two places where a line may end. */
interface Word {
  /** Painted. */
  text: string
  width: number
  /** The spaces before it; a line ends only where there is one. */
  spaces: number
}

const WHOLE: readonly SpanKind[] = ['id', 'command', 'path']

function wordsOf(part: string | Span, palette: Palette, redact: (text: string) => string): Word[] {
  const kind = typeof part === 'string' ? undefined : part.kind
  const text = redact(safeLine(typeof part === 'string' ? part : part.text))
  if (text === '') return []
  const paint = paintOf(kind, palette)
  const pieces = kind !== undefined && WHOLE.includes(kind) ? [text] : text.split(' ')
  return pieces.map((piece, index) => ({
    text: piece === '' ? '' : paint(piece),
    width: displayWidth(piece),
    spaces: index > 0 ? 1 : 0,
  }))
}

/** Joins what no space parts: `(`, a command and `)` are one word. Between two spaces there is none. */
function joined(words: readonly Word[]): Word[] {
  const result: Word[] = []
  let spaces = 0
  for (const word of words) {
    spaces += word.spaces
    if (word.text === '') continue
    const last = result.at(-1)
    if (last === undefined || spaces > 0) result.push({ ...word, spaces })
    else {
      last.text += word.text
      last.width += word.width
    }
    spaces = 0
  }
  return result
}

function paintOf(kind: SpanKind | undefined, palette: Palette): Paint {
  switch (kind) {
    case undefined:
    case 'path':
      return palette.plain
    case 'name':
      return palette.heading
    case 'id':
    case 'command':
      return palette.id
    default:
      return palette[kind]
  }
}
