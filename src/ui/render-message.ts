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
    const gap = word.spaced ? 1 : 0
    const breaks = drawn !== '' && word.spaced && column + gap + word.width > width
    drawn += breaks ? `\n${' '.repeat(indent)}${word.text}` : ' '.repeat(gap) + word.text
    column = (breaks ? indent : column + gap) + word.width
  }
  return drawn
}

/** A piece between two places where a line may end. */
interface Word {
  /** Painted. */
  text: string
  width: number
  /** True when a space stands before it. */
  spaced: boolean
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
    spaced: index > 0,
  }))
}

/** Joins what no space parts: `(`, a command and `)` are one word. */
function joined(words: readonly Word[]): Word[] {
  const result: Word[] = []
  for (const word of words) {
    const last = result.at(-1)
    if (last === undefined || word.spaced) result.push({ ...word })
    else {
      last.text += word.text
      last.width += word.width
    }
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
