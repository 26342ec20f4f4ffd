import type { OutputStream } from '../ports.ts'
import { shorten } from './width.ts'

/** One line on a terminal that tells how far something is, and that goes again. */
export interface Progress {
  show(text: string): void
  /** Erases the line, for good: what is told after that comes too late. */
  clear(): void
}

const ERASE = '\r\x1b[K'

/** Makes the line; off a terminal, and on one that cannot erase, nothing is ever written. */
export function createProgress(
  stream: OutputStream,
  { TERM }: Readonly<Record<string, string | undefined>>,
): Progress {
  if (!stream.isTTY || TERM === 'dumb') return { show: () => {}, clear: () => {} }
  let shown = false
  let over = false
  return {
    show(text) {
      if (over) return
      shown = true
      stream.write(`${ERASE}${shorten(text, stream.columns - 1)}`)
    },
    clear() {
      if (shown && !over) stream.write(ERASE)
      over = true
    },
  }
}
