import { type Message, message, type SpanKind } from './message.ts'
import { type MessageStyle, renderMessage } from './render-message.ts'
import { displayWidth, padTo } from './width.ts'

/** A line of a block. */
export interface BlockLine {
  text: Message
  /** How much further right its text continues where it is wrapped; 0 when left out. */
  hang?: number
}

/** Lines about one thing, beside a word in a column of its own. */
export interface Block {
  label: string
  /** How the label is painted. */
  kind?: SpanKind
  lines: readonly BlockLine[]
}

/** How blocks are drawn: on a terminal, wrapped to its width. */
export type BlockStyle = Pick<MessageStyle, 'palette' | 'width' | 'redact'>

const GAP = 2

/** What stands beside the labels has at least this width: an id with its indent. */
const LEAST_ROOM = 44

/**
 * Returns blocks as text that ends with a line break: the labels in a column, the lines beside it, an empty line between two
 * blocks; on a narrow terminal each label has a line of its own. Empty for no blocks.
 */
export function renderBlocks(blocks: readonly Block[], style: BlockStyle): string {
  const column = Math.max(0, ...blocks.map(({ label }) => displayWidth(label))) + GAP
  const isNarrow = style.width !== undefined && style.width < column + LEAST_ROOM
  return blocks
    .map((block) => (isNarrow ? renderStacked(block, style) : renderBlock(block, column, style)))
    .join('\n')
}

function renderStacked({ label, kind, lines }: Block, style: BlockStyle): string {
  return renderBlock({ label: '', lines: [{ text: wordOf(label, kind) }, ...lines] }, 0, style)
}

function wordOf(label: string, kind: SpanKind | undefined): Message {
  return kind === undefined ? label : [{ kind, text: label }]
}

function renderBlock({ label, kind, lines }: Block, column: number, style: BlockStyle): string {
  const [first, ...rest] = lines
  const word = wordOf(label, kind)
  const gap = ' '.repeat(column - displayWidth(label))
  return [
    renderLine(
      { ...first, text: message`${word}${gap}${first?.text ?? ''}` },
      { ...style, column, start: 0 },
    ),
    ...rest.map((line) => padTo('', column) + renderLine(line, { ...style, column, start: column })),
  ]
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

function renderLine(
  { text, hang = 0 }: BlockLine,
  { column, ...style }: BlockStyle & { column: number; start: number },
): string {
  return renderMessage(text, { ...style, indent: column + hang })
}
