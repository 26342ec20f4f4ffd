/** A text as somebody may read it, and where in the original each of its characters starts and ends. */
export interface Reading {
  text: string
  starts: Uint32Array
  ends: Uint32Array
}

/**
 * What stands between the characters of a text without being one of them: escape sequences (ECMA-48, in their 7-bit and
 * 8-bit forms), white space, and what has no place of its own. No alternative reads past the start of another one, so that
 * the whole takes linear time.
 */
const BETWEEN =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0080-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-Z\\^-~]|[\s\p{C}\p{Z}\p{M}]+/gu

/** One character as URLs write it, as JSON and programming languages do, and as HTML does. */
const ESCAPES =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|&#x0{0,8}([0-9a-f]{1,6});|&#0{0,8}(\d{1,7});|\\([^0-9])|&(amp|lt|gt|quot|apos);/gi

/** What the letters behind a backslash and the names of HTML stand for; other characters stand for themselves. */
const MEANINGS: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', e: '\u001b' },
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
}

/** How often escapes within escapes are resolved: a URL in a JSON text in a JSON text. */
const DEEPEST = 3

/**
 * Returns the ways to read a text: without what stands between its characters and in lower case, then with its escapes
 * resolved, as often as there are any.
 */
export function readingsOf(text: string): Reading[] {
  let last = withoutBetween(asWritten(text))
  const readings = [last]
  while (readings.length <= DEEPEST) {
    const resolved = edit(last, ESCAPES, resolve)
    if (resolved === undefined) break
    last = withoutBetween(resolved)
    readings.push(last)
  }
  return readings
}

function asWritten(text: string): Reading {
  const [starts, ends] = [new Uint32Array(text.length), new Uint32Array(text.length)]
  for (let index = 0; index < text.length; index += 1) {
    starts[index] = index
    ends[index] = index + 1
  }
  const folded = text.toLowerCase()
  // A few letters have a longer lower case; then nothing would be in its place any more.
  return { text: folded.length === text.length ? folded : text, starts, ends }
}

function withoutBetween(reading: Reading): Reading {
  return edit(reading, BETWEEN, () => '') ?? reading
}

function resolve([, percent, unicode, byte, hex, decimal, letter, name]: RegExpMatchArray): string {
  const digits = percent ?? unicode ?? byte ?? hex
  if (digits === undefined && decimal === undefined) {
    const key = letter ?? name ?? ''
    return MEANINGS[key] ?? key
  }
  const code = decimal === undefined ? Number.parseInt(digits ?? '', 16) : Number(decimal)
  return code > 0x10ffff ? '' : String.fromCodePoint(code).toLowerCase()
}

/** The reading with each match replaced by a text that is no longer; undefined when nothing matches. */
function edit(
  { text, starts, ends }: Reading,
  pattern: RegExp,
  replacement: (match: RegExpMatchArray) => string,
): Reading | undefined {
  const pieces: string[] = []
  const edited = { starts: new Uint32Array(text.length), ends: new Uint32Array(text.length) }
  let [from, length] = [0, 0]
  const keep = (to: number) => {
    pieces.push(text.slice(from, to))
    for (let index = from; index < to; index += 1, length += 1) {
      edited.starts[length] = starts[index] ?? 0
      edited.ends[length] = ends[index] ?? 0
    }
  }
  for (const match of text.matchAll(pattern)) {
    keep(match.index)
    from = match.index + match[0].length
    const piece = replacement(match)
    pieces.push(piece)
    edited.starts.fill(starts[match.index] ?? 0, length, length + piece.length)
    edited.ends.fill(ends[from - 1] ?? 0, length, length + piece.length)
    length += piece.length
  }
  if (from === 0) return undefined
  keep(text.length)
  return { text: pieces.join(''), ...edited }
}
