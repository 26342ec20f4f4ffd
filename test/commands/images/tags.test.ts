import { expect, it } from 'vitest'
import { tagListing } from '../../../src/commands/images/tags.ts'
import type { TagRow } from '../../../src/images/read-tags.ts'

const row = (tag: string, ...aliases: string[]): TagRow => ({
  ...{ tag, aliases, digest: `sha256:${'ab'.repeat(32)}`, created: '2026-10-24T09:00:00Z' },
})

const ROWS = [row('release-261024', '3.1', 'old'), row('3.1', 'release-261024', 'old'), row('latest')]

/** The cells of the default table, a line a row. */
function tableOf(isScreen: boolean) {
  const { rows, columns } = tagListing(ROWS, isScreen)
  const shown = columns.filter(({ wide }) => wide !== true)
  return [
    shown.map(({ header }) => header).join(' | '),
    ...rows.map((each) => shown.map(({ cell, value }) => (cell ?? value)(each)).join(' | ')),
  ]
}

it('marks the tags of the same image on a screen, where the first is', () => {
  expect(tableOf(true)).toEqual([
    'TAG | CREATED | ALIASES',
    'release-261024 | 2026-10-24 | 3.1, old',
    '3.1 | 2026-10-24 | same image as release-261024',
    'latest | 2026-10-24 | ',
  ])
})

it('lists all aliases of each tag off a terminal', () => {
  expect(tableOf(false)).toEqual([
    'TAG | DIGEST | CREATED | ALIASES',
    'release-261024 | sha256:abababababab | 2026-10-24T09:00:00Z | 3.1, old',
    '3.1 | sha256:abababababab | 2026-10-24T09:00:00Z | release-261024, old',
    'latest | sha256:abababababab | 2026-10-24T09:00:00Z | ',
  ])
})
