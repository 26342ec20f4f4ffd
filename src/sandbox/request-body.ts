const LARGEST_BODY = 64 * 1024

/** The text of a request's body; undefined, and not read to its end, if it has more than 64 KiB. */
export async function readBody({ body }: Request): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
