import { type Message, message, type Span } from './message.ts'

/** How a step or a finding ended: done, done with a warning, failed, or still running. */
export type Outcome = 'done' | 'warning' | 'failed' | 'running' | 'waiting'

const MARKS: Readonly<Record<Outcome, Span | string>> = {
  done: { kind: 'good', text: '✓' },
  warning: { kind: 'caution', text: '!' },
  failed: { kind: 'bad', text: '✗' },
  running: { kind: 'faint', text: '…' },
  waiting: ' ',
}

/** Returns the mark of an outcome. A word always stands beside it: color and mark are never the only carriers. */
export function markOf(outcome: Outcome): Span | string {
  return MARKS[outcome]
}

/** The columns of a step's word: `created`, `accepted`, `deleted`, names of engines. */
const WORD_WIDTH = 8

/** The columns before a step's text: its mark, its word, and the spaces between. */
export const STEP_INDENT = 2 + WORD_WIDTH + 2

/**
 * Returns one step of longer work, as `✓ created   Cluster 7 (api, engine)`: mark, word in a column of its own, text. A text that
 * is wrapped continues at {@link STEP_INDENT}.
 */
export function stepOf(outcome: Outcome, word: string, text: Message): Message {
  return message`${markOf(outcome)} ${word.padEnd(WORD_WIDTH)}  ${text}`
}
