import { createHash } from 'node:crypto'

/** What shells, JSON, YAML, URLs and base64 each take for something else, beside plain letters. */
const CHARACTERS = [
  ...[
    'A',
    'z',
    '0',
    '9',
    'e',
    '-',
    '_',
    '.',
    ':',
    '::',
    '$',
    '$$',
    '$HOME',
    '`',
    '<',
    '>',
    '&',
    '"',
    "'",
    '\\',
    '\\n',
  ],
  ...['%', '%41', '#', ' #', ' ', '=', '+', '/', '{', '}', '[', ']', ',', '*', '!', '|', '~', '@', '?', '\t'],
  ...[
    'é',
    'ü',
    'ß',
    '東',
    '京',
    '😀',
    '\u2028',
    '\u2029',
    '\u00a0',
    '\u0085',
    '\u200b',
    '\u202e',
    '\ufeff',
    '\u007f',
  ],
]

/** Secrets that something would take for a number, a date, a truth or nothing. */
const LOOKALIKES = [
  'no',
  'null',
  '~',
  'true',
  '0123',
  '1e3',
  '12:30:45',
  '0x1F',
  '2026-01-01',
  '.inf',
  '=',
  '<<',
  '-',
]

/** The secret with a number: the same in each run. */
export function oddSecret(number: number): string {
  const lookalike = LOOKALIKES[number]
  if (lookalike !== undefined) return lookalike
  const digest = createHash('sha512').update(`secret ${number}`).digest()
  const length = 1 + ((digest[0] ?? 0) % 40)
  return [...digest.subarray(1, length + 1)].map((byte) => CHARACTERS[byte % CHARACTERS.length]).join('')
}
