/**
 * Decodes text that Windows may have written: UTF-16 in either order where a byte order mark says so, which is what `>` of
 * Windows PowerShell writes; else UTF-8, with or without a mark. The mark is left out.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  // What Node's TextDecoder gives, without loading it: that takes longer than all else that docker-credential-dgsh does.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  return text.startsWith('\ufeff') ? text.slice(1) : text
}
