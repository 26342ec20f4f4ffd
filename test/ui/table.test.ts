import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { credentialListing } from '../../src/credentials/columns.ts'
import type { Credential } from '../../src/deepgram/credential.ts'
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
    comment: '東京 のデプロイ、二〇二五年',
    owner: { email: 'ada.lovelace@self-hosted.example.com', member_id: undefined },
  }),
]

async function render(
  credentials: Credential[],
  { isTTY = true, width = 80, wide = false, withHeader = true, level = 0 as 0 | 1 },
) {
  const { columns, ...listing } = credentialListing(credentials, NOW)
  const shown = columns.filter((column) => wide || column.wide !== true)
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
      const text = await render(rows, { width, wide })
      const [cards, table] = text.startsWith('┌') ? [[], text.split('\n')] : [text.split('\n'), []]
      expect(Math.max(0, ...table.map(displayWidth))).toBeLessThanOrEqual(width)
      // A card keeps the username whole, whatever the width: half of it would be of no use.
      const cut = cards.filter((line) => !line.includes('deepgram+')).map(displayWidth)
      expect(Math.max(0, ...cut)).toBeLessThanOrEqual(width)
      for (const { id } of rows) expect(text).toContain(id)
    },
  )

  it('shows the username whole where there is room, and short where there is not', async () => {
    expect(await render(rows, { width: 160 })).toContain(`deepgram+${idOf(1)}`)
    const narrow = await render(rows, { width: 90 })
    expect(narrow).toContain('deepgram+…')
    expect(narrow).not.toContain(`deepgram+${idOf(1)}`)
  })

  it('becomes cards below about 70 columns', async () => {
    expect((await render(rows, { width: 80 })).startsWith('┌')).toBe(true)
    expect((await render(rows, { width: 60 })).startsWith('ID')).toBe(true)
  })

  it('is plain off a terminal, whatever the width: no borders, nothing shortened', async () => {
    const text = await render(rows, { isTTY: false, width: 20 })
    expect(text).toContain(
      `${idOf(1)}   deepgram+${idOf(1)}   api, engine, license-proxy, billing   2025-06-28\n`,
    )
    expect(text).not.toMatch(/[┌│…]/)
  })

  it('has the same columns in the same order on and off a terminal', async () => {
    const headerOf = (text: string) => text.match(/[A-Z]{2,}/g)?.slice(0, 9)
    const [on, off] = [true, false].map((isTTY) => render(rows, { isTTY, width: 300, wide: true }))
    expect(headerOf((await on) ?? '')).toEqual(headerOf((await off) ?? ''))
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
