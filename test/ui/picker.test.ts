import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { RowQuestion } from '../../src/ports.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { createPrompt } from '../../src/ui/prompt.ts'

const KEYS = {
  enter: '\r',
  down: '\x1b[B',
  pageDown: '\x1b[6~',
  home: '\x1b[H',
  end: '\x1b[F',
  clear: '\x15',
  backspace: '\x7f',
}

const palette = await createPalette(0)

const question: RowQuestion<number> = {
  message: 'Which?',
  rows: Array.from({ length: 600 }, (_, index) => ({
    value: index,
    name: `Cluster ${index}`,
    detail: 'api, engine',
    id: `${String(index).padStart(8, '0')}`,
    mark: index === 1 ? 'secret stored' : '',
  })),
  search: (text) => (value) => `cluster ${value}`.includes(text),
}

/** A terminal in which each of the keys is pressed when what was shown before has settled. */
function terminal(keys: readonly string[], size: { columns: number; rows: number; isDumb?: boolean }) {
  const input = new PassThrough()
  const output = Object.assign(new PassThrough(), { columns: size.columns, rows: size.rows })
  let shown = ''
  output.on('data', (data) => {
    shown += data
  })
  const typing = async () => {
    for (const key of keys) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      input.write(key)
    }
  }
  const { isDumb = false } = size
  const prompt = createPrompt({ input, output, signal: new AbortController().signal, palette, isDumb })
  return { prompt, typing, raw: () => shown, shown: () => stripVTControlCharacters(shown) }
}

const WIDE = { columns: 80, rows: 24 }

describe('the picker', () => {
  it.each<[what: string, keys: string[], value: number]>([
    ['the first at once', [KEYS.enter], 0],
    ['the next with Down', [KEYS.down, KEYS.enter], 1],
    ['a page further with PageDown', [KEYS.pageDown, KEYS.enter], 21],
    ['the last with End', [KEYS.end, KEYS.enter], 599],
    ['the first again with Home', [KEYS.end, KEYS.home, KEYS.enter], 0],
    ['the first that matches', ['59', KEYS.down, KEYS.enter], 159],
    ['what matches after Backspace', ['590', KEYS.backspace, KEYS.enter], 59],
    ['from all again after Ctrl-U', ['590', KEYS.clear, KEYS.enter], 0],
    ['nothing while nothing matches', ['zz', KEYS.enter, KEYS.clear, KEYS.down, KEYS.enter], 1],
  ])('takes %s', async (_, keys, value) => {
    const { prompt, typing } = terminal(keys, WIDE)
    const picked = prompt.pick(question)
    await typing()
    expect(await picked).toBe(value)
  })

  it('shows the count, ids and what is stored, and never more than fits', async () => {
    const { prompt, typing, shown } = terminal([KEYS.enter], WIDE)
    const picked = prompt.pick(question)
    await typing()
    await picked
    expect(shown()).toContain('600 of 600')
    expect(shown()).toMatch(/Cluster 1 +api, engine {2}00000001 {2}secret stored/)
    expect(shown()).not.toContain('Cluster 21')
  })

  it('gives those that were ticked, in their order, and says how many', async () => {
    const keys = [KEYS.enter, KEYS.down, ' ', KEYS.home, ' ', '77', ' ', ' ', KEYS.enter]
    const { prompt, typing, shown } = terminal(keys, { columns: 40, rows: 10 })
    const picked = prompt.pickSeveral({ ...question, message: 'Which ones do you want to delete?' })
    await typing()
    expect(await picked).toEqual([0, 1])
    expect(shown()).toContain('2 ticked')
  })
})

describe('on a terminal that cannot move its cursor', () => {
  const dumb = { ...WIDE, isDumb: true }

  it('a row is picked by its number, after a search', async () => {
    const { prompt, typing, raw } = terminal(['zz\n', '59\n', '2\n'], dumb)
    const picked = prompt.pick(question)
    await typing()
    expect(await picked).toBe(159)
    expect(raw()).toContain('580 more: type text to search')
    expect(raw()).toContain('Nothing matches "zz".')
    expect(raw()).toContain('Number or text to search: ')
    expect(raw()).not.toContain('\x1b')
  })

  it('several are ticked by their numbers', async () => {
    const { prompt, typing, raw } = terminal(['3, 1\n', '3\n', '2\n', '\n'], dumb)
    const picked = prompt.pickSeveral(question)
    await typing()
    expect(await picked).toEqual([0, 1])
    expect(raw()).not.toContain('\x1b')
  })

  it('the other questions are lines, too, and a secret does not show', async () => {
    const { prompt, typing, raw } = terminal(['y\n', 'hidden\r', '2\n'], dumb)
    const answers = (async () => [
      await prompt.confirm('Really?'),
      await prompt.secret('Secret'),
      await prompt.select('Which?', [
        { name: 'one', value: 1 },
        { name: 'two', value: 2 },
      ]),
    ])()
    await typing()
    expect(await answers).toEqual([true, 'hidden', 2])
    expect(raw()).not.toMatch(/\x1b|hidden/)
  })
})
