import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { credentialListing } from '../../src/credentials/columns.ts'
import { KNOWN_SCOPES } from '../../src/credentials/scopes.ts'
import type { Credential } from '../../src/deepgram/credential.ts'
import { chooseColumns } from '../../src/ui/output.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { renderTable } from '../../src/ui/table.ts'
import { displayWidth } from '../../src/ui/width.ts'
import { NOW } from '../helpers/context.ts'
import { credential, idOf } from '../helpers/samples.ts'
import { UNDISTURBED } from '../helpers/table-style.ts'

const scopes = ['api', 'engine', 'license-proxy', 'billing'].map((name) => `self-hosted:product:${name}`)
const rows = [
  credential(1, { scopes }),
  credential(2, {
    comment: '東京 のデプロイ、二〇二五年、そして長い長い説明',
    owner: { email: 'ada.lovelace@self-hosted.example.com', member_id: undefined },
  }),
]

async function render(
  credentials: Credential[],
  {
    isTTY = true,
    width = 80,
    wide = false,
    withHeader = true,
    level = 0 as 0 | 1,
    names = undefined as string | undefined,
  },
) {
  const { columns, ...listing } = credentialListing(credentials, NOW)
  const shown = chooseColumns(columns, { columns: names, format: wide ? 'wide' : 'table' })
  const palette = await createPalette(level)
  return renderTable({ columns, ...listing }, shown, { isTTY, width, withHeader, palette, ...UNDISTURBED })
}

describe('renderTable', () => {
  it.each([
    [160, false],
    [120, false],
    [100, false],
    [80, false],
    [60, false],
    [200, true],
    [160, true],
    [120, true],
    [100, true],
    [80, true],
    [60, true],
    [48, true],
  ])(
    'has no line wider than a terminal of %i columns (wide: %s), and every id whole',
    async (width, wide) => {
      const lines = (await render(rows, { width, wide })).split('\n')
      // A line of its own keeps a username whole, whatever the width: half of it would be of no use.
      const measured = lines.filter((line) => !line.startsWith('deepgram+')).map(displayWidth)
      expect(Math.max(...measured)).toBeLessThanOrEqual(width)
      for (const { id, username } of rows) {
        expect(lines.some((line) => line.includes(username))).toBe(true)
        expect(lines.some((line) => line.replaceAll(username, '').includes(id))).toBe(true)
      }
    },
  )

  it.each([80, 100, 120, 139])('is two lines a credential on %i columns', async (width) => {
    const lines = (await render(rows, { width })).split('\n')
    expect(lines[0]).toMatch(/^ID \/ USERNAME +CREATED +SCOPES \/ COMMENT$/)
    expect(lines).toHaveLength(1 + 2 * rows.length + 1)
    expect(lines[1]).toMatch(new RegExp(`^${idOf(1)} +2025-06-28  api, engine`))
    expect(lines[2]).toMatch(new RegExp(`^deepgram\\+${idOf(1)} +Number 1$`))
  })

  it.each([140, 200, 400])('is one line a credential on %i columns', async (width) => {
    const lines = (await render(rows, { width })).split('\n')
    expect(lines[0]).toMatch(/^ID +USERNAME +SCOPES +CREATED +COMMENT$/)
    expect(lines).toHaveLength(1 + rows.length + 1)
  })

  it('starts a comment that is too long for its column below the date', async () => {
    const [long, short] = ['Production cluster, Frankfurt', 'Production cluster']
    const placeOf = async (comment: string) =>
      (await render([credential(1, { comment })], { width: 80 })).split('\n')[2]?.indexOf(comment)
    expect(await placeOf(short)).toBe(59)
    expect(await placeOf(long)).toBe(47)
  })

  it('says how many scopes there is no room for, and names all of them where there is', async () => {
    expect(await render(rows, { width: 80 })).toContain('2025-06-28  api, engine +2\n')
    expect(await render(rows, { width: 120 })).toContain('api, engine, license-proxy, billing')
  })

  it('says all products on a terminal, and which off a terminal', async () => {
    const all = [credential(1, { scopes: [...KNOWN_SCOPES] })]
    expect(await render(all, { width: 80 })).toContain('2025-06-28  all products\n')
    expect(await render(all, { isTTY: false })).toContain('api, engine, license-proxy, billing, dgtools')
  })

  it.each([
    [80, 4],
    [118, 3],
    [120, 3],
    [400, 3],
  ])(
    'is on %i columns with -o wide no more than %i lines a credential, and a blank one',
    async (width, most) => {
      const credentials = (await render(rows, { width, wide: true, withHeader: false }))
        .trimEnd()
        .split('\n\n')
      expect(credentials).toHaveLength(rows.length)
      for (const text of credentials) expect(text.split('\n').length).toBeLessThanOrEqual(most)
    },
  )

  it('wraps chosen columns to two lines at most', async () => {
    const comment = 'one two three four five six seven eight nine ten eleven twelve'
    const text = await render([credential(1, { comment })], { width: 64, names: 'id,comment' })
    expect(text.trimEnd().split('\n')).toEqual([
      `ID${' '.repeat(36)}COMMENT`,
      `${idOf(1)}  one two three four five`,
      `${' '.repeat(38)}six seven eight nine ten…`,
    ])
  })

  it('becomes cards below 80 columns', async () => {
    expect(await render(rows, { width: 79 })).toMatch(/^ID {8}0{7}1/)
  })

  it('is plain off a terminal, whatever the width: no borders, nothing shortened', async () => {
    const text = await render(rows, { isTTY: false, width: 20 })
    expect(text).toContain(
      `${idOf(1)}   deepgram+${idOf(1)}   api, engine, license-proxy, billing   2025-06-28   Number 1\n`,
    )
    expect(text).not.toMatch(/[┌│…]/)
  })

  it.each([true, false])('is empty for no rows (terminal: %s)', async (isTTY) => {
    expect(await render([], { isTTY })).toBe('')
  })

  it('takes what could steer the terminal out of every cell', async () => {
    const hostile = 'a\x1b[2Jb\u202ec\nd'
    for (const [isTTY, width] of [
      [true, 200],
      [true, 50],
      [false, 80],
    ] as const) {
      const text = await render([credential(1, { comment: hostile, provider: hostile })], {
        isTTY,
        width,
        wide: true,
      })
      expect(text).toContain('abc d')
      expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    }
  })

  it.each([160, 60])('is the same with colour at %i columns, but for the colour', async (width) => {
    const colored = await render(rows, { width, level: 1 })
    expect(colored).toContain(`\x1b[36m${idOf(1)}\x1b[39m`)
    expect(stripVTControlCharacters(colored)).toBe(await render(rows, { width }))
  })

  it('leaves the header out when asked', async () => {
    expect(await render(rows, { width: 160, withHeader: false })).not.toContain('USERNAME')
    expect(await render(rows, { isTTY: false, withHeader: false })).not.toContain('USERNAME')
  })

  it.each([60, 200])('hears a signal before all rows are made and drawn, on %i columns', async (width) => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      credential(index + 1, { comment: '漢字'.repeat(250) }),
    )
    const palette = await createPalette(0)
    const { columns, ...listing } = credentialListing(many, NOW)
    let made = 0
    const counted = columns.map((column) => ({
      ...column,
      value: (row: Credential) => {
        made += 1
        return column.value(row)
      },
    }))
    const breathe = async () => {
      throw new Error('interrupted')
    }
    const style = { isTTY: true, width, withHeader: true, palette, ...UNDISTURBED, breathe }
    await expect(renderTable({ columns, ...listing }, counted, style)).rejects.toThrow('interrupted')
    expect(made).toBeLessThanOrEqual(100 * columns.length)
  })
})
