import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { credentialListing } from '../../src/credentials/columns.ts'
import type { Credential } from '../../src/deepgram/credential.ts'
import { renderListing } from '../../src/ui/output.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { safeLine } from '../../src/ui/safe-text.ts'
import { displayWidth, shorten } from '../../src/ui/width.ts'
import { wrapText } from '../../src/ui/wrap.ts'
import { NOW } from '../helpers/context.ts'
import { credential } from '../helpers/samples.ts'
import { UNDISTURBED } from '../helpers/table-style.ts'

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** What odd texts are made of. */
const PIECES = [
  ...[
    'word ',
    'abcdefgh',
    'ab-cd-',
    '---',
    '     ',
    '\t',
    '\r\n',
    '漢字',
    'ｶﾞ',
    '👩‍👩‍👧',
    '🇩🇪',
    'a\u0301\u0302',
    '\u0301',
  ],
  ...[
    '\u200b',
    '\u001b[31m',
    '\u001b]0;t\u0007',
    '\u001b[',
    '\u009b',
    '\u202e',
    '\ue000',
    '│',
    '…',
    '\ud800',
    '\0',
  ],
]

/** Numbers from 0 up to 1 that are the same in each run. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state / 2 ** 32
  }
}

/** A text of about so many characters: of one piece, or of a few that are mixed. */
function oddText(numbers: Generator<number, never>, length: number): string {
  const next = (below: number) => Math.floor(numbers.next().value * below)
  const chosen = Array.from({ length: 1 + next(4) }, () => PIECES[next(PIECES.length)] ?? '')
  let text = ''
  while (text.length < length) text += chosen[next(chosen.length)]
  return text
}

async function render(rows: Credential[], { isTTY = true, width = 80, format = 'wide' as 'wide' | 'json' }) {
  const palette = await createPalette(0)
  const view = { format, withHeader: true, isTTY, width, palette, ...UNDISTURBED }
  return renderListing(credentialListing(rows, NOW), view)
}

const WIDTHS = [20, 33, 57, 80, 120, 200, 400]
const numbers = randomNumbers(9)
const SAMPLES = Array.from({ length: 60 }, (_, index) => ({
  width: WIDTHS[index % WIDTHS.length] ?? 80,
  text: oddText(numbers, 4 ** (2 + (index % 6))),
}))

describe.each(SAMPLES)('an odd text in a terminal of $width columns', ({ text, width }) => {
  it('is one safe line, shortened to the width', () => {
    const line = shorten(safeLine(text), width)
    expect(line).not.toMatch(CONTROLS)
    expect(displayWidth(line)).toBeLessThanOrEqual(width)
  })

  it('is wrapped to the width', () => {
    const lines = wrapText(shorten(safeLine(text), 300), width)
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width)
  })

  it('is shown as comment, tags and owner of a list, steers nothing, and is nowhere too wide', async () => {
    const row = credential(1, {
      comment: text,
      tags: Array(150).fill(text.slice(0, 40)),
      owner: { email: text, member_id: text },
    })
    const table = await render([row, credential(2)], { width })
    expect(table).not.toMatch(CONTROLS)
    const lines = table.trimEnd().split('\n')
    const tooWide = lines.filter(
      (line) => displayWidth(line) > width && !/^(deepgram\+)?[0-9a-f-]{36}$/.test(line),
    )
    expect(tooWide).toEqual([])
    expect(table.length).toBeLessThan(100_000)
  })
})

describe('a text of any length', () => {
  it.each(PIECES.map((piece) => [JSON.stringify(piece), piece]))(
    'of %s ends soon, four times as much, too',
    (_, piece) => {
      for (const length of [500_000, 2_000_000]) {
        const text = piece.repeat(Math.ceil(length / piece.length))
        expect(shorten(safeLine(text), 80).length).toBeLessThan(80 * 16 + 2)
        expect(shorten(text, 80).length).toBeLessThan(80 * 16 + 2)
      }
    },
  )

  it.each([100, 400])('is shown by a list of %i rows of a long comment and many tags', async (rows) => {
    const list = Array.from({ length: rows }, (_, index) =>
      credential(index, {
        comment: 'a comment and more '.repeat(220),
        tags: Array(150).fill(`tag-${index}`),
      }),
    )
    const table = await render(list, { width: 120 })
    expect(table).toContain('…')
  })

  it('is whole in data and in a pipe', async () => {
    const comment = 'x'.repeat(4000)
    const rows = [credential(1, { comment })]
    for (const options of [{ format: 'json' as const }, { isTTY: false }])
      expect(stripVTControlCharacters(await render(rows, options))).toContain(comment)
  })
})
