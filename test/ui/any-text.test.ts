import { describe, expect, it } from 'vitest'
import { describeCredential } from '../../src/commands/creds/describe.ts'
import { credentialListing } from '../../src/credentials/columns.ts'
import { KNOWN_SCOPES } from '../../src/credentials/scopes.ts'
import { renderListing } from '../../src/ui/output.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { renderSheet } from '../../src/ui/sheet.ts'
import { displayWidth } from '../../src/ui/width.ts'
import { NOW } from '../helpers/context.ts'
import { credential } from '../helpers/samples.ts'
import { UNDISTURBED } from '../helpers/table-style.ts'

const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/

/** What ids and commands are whole for: nothing else may be wider than the terminal. */
const ALONE =
  /^ *(?:docker login quay\.io|dgsh login [0-9a-f]{8}|(?:deepgram\+)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

const PIECES = [
  ...['Frankfurt', 'a', ' ', '  ', ', ', '-', 'München', '東京', 'ｶﾞ', '한글', 'שלום', 'مرحبا', 'ไทย', 'नमस्ते'],
  ...['👩‍👩‍👧', '🇩🇪', '👍🏽', 'e\u0301', '\u0301', '\u200b', '\u200d', '\ue000', '│', '…', '\ud800'],
  ...['\x1b[31m', '\x1b]0;t\x07', '\x9b2J', '\u202e', '\u2066', '\t', '\r\n', '\0', '\x7f'],
]

/** The same numbers from 0 up to 1 in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const CASES = Array.from({ length: 381 }, (_, index) => ({
  width: index + 20,
  random: randomFrom(index + 1),
}))

describe.each(CASES)('any text on $width columns', ({ width, random }) => {
  const text = () =>
    Array.from({ length: random(random(4) === 0 ? 150 : 12) }, () => PIECES[random(PIECES.length)]).join('')
  const row = (number: number) =>
    credential(number, {
      comment: random(8) === 0 ? undefined : text(),
      tags: Array.from({ length: random(6) }, text),
      provider: random(3) === 0 ? text() : 'quay',
      scopes: [...KNOWN_SCOPES.slice(random(8)), ...Array.from({ length: random(3) }, text)],
      owner: { email: random(4) === 0 ? undefined : text(), member_id: text() },
    })
  const rows = [row(1), row(2), row(3)]
  const expectReadable = (shown: string, ids: readonly string[]) => {
    expect(shown).not.toMatch(CONTROLS)
    const lines = shown.split('\n')
    expect(lines.filter((line) => displayWidth(line) > width && !ALONE.test(line))).toEqual([])
    for (const id of ids) expect(lines.some((line) => line.includes(id))).toBe(true)
  }

  it.each([
    ['table', undefined],
    ['wide', undefined],
    ['table', 'comment,id,tags'],
    ['wide', 'provider,owner,username'],
  ] as const)('breaks no list (-o %s --columns %s)', async (format, columns) => {
    const palette = await createPalette(0)
    const view = { format, columns, withHeader: true, isTTY: true, width, palette, ...UNDISTURBED }
    const ids = rows.flatMap(({ id, username }) =>
      columns === undefined ? [id, username] : columns.includes('username') ? [username] : [id],
    )
    expectReadable(await renderListing(credentialListing(rows, NOW, text), view), ids)
  })

  it('breaks no description', async () => {
    const palette = await createPalette(0)
    const details = {
      registry: 'quay.io',
      now: NOW,
      palette,
      secret: text(),
      engines: [text()],
      repeat: String,
    }
    for (const shown of rows) {
      const sheet = renderSheet(describeCredential(shown, details), { palette, width, redact: String })
      expectReadable(sheet, [shown.id, shown.username])
    }
  })
})
