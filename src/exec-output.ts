/** More of what a program prints is not kept: no answer that dgsh reads is as long. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Returns a transform for execa that keeps the beginning of a program's output. The rest is read and dropped: the program
 * is not killed for it, as it would be by execa's `maxBuffer`, and does not wait at a full pipe.
 */
export function keepBeginning(mostBytes = MOST_BYTES) {
  let room = mostBytes
  return {
    binary: true as const,
    *transform(chunk: unknown) {
      const bytes = chunk as Uint8Array
      if (room > 0) yield bytes.subarray(0, room)
      room -= bytes.length
    },
  }
}
