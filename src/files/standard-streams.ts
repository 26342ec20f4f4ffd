import { readSync, writeSync } from 'node:fs'

/** The name of a server fits. */
const FIRST_BYTES = 1024

/** What a stream that is not ready is waited for, in milliseconds. */
const PAUSE_MS = 5

/**
 * Reads standard input to its end, at most about `mostBytes`. Node's own streams would load what speaks to the network, which takes
 * longer than all that docker-credential-dgsh does.
 */
export function readInput(mostBytes: number): Buffer {
  const chunks: Buffer[] = []
  for (let size = 0; size <= mostBytes; ) {
    const chunk = Buffer.allocUnsafe(size === 0 ? FIRST_BYTES : 64 * 1024)
    const read = whenReady(() => readSync(0, chunk, 0, chunk.length, null)) ?? 0
    if (read === 0) break
    chunks.push(chunk.subarray(0, read))
    size += read
  }
  return Buffer.concat(chunks)
}

/** Writes a text to standard output (1) or standard error (2). That nobody reads it is no error. */
export function writeOutput(stream: 1 | 2, text: string): void {
  let bytes = Buffer.from(text)
  while (bytes.length > 0) {
    const written = whenReady(() => writeSync(stream, bytes))
    if (written === undefined) return
    bytes = bytes.subarray(written)
  }
}

/** A pipe that another process has set to non-blocking says when it is not ready. Undefined at its end, or where it is closed. */
function whenReady(action: () => number): number | undefined {
  for (;;) {
    try {
      return action()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EAGAIN') return undefined
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    }
  }
}
