import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { DgshError } from '../../src/errors.ts'
import { createPalette } from '../../src/ui/palette.ts'
import { createPrompt } from '../../src/ui/prompt.ts'
import { errorOf } from '../helpers/thrown.ts'

const ENTER = '\r'
const CTRL_C = '\x03'
const DOWN = '\x1b[B'

const PLAIN = await createPalette(0)

/** A terminal that types when it has been asked; `shown` is all that it was given to show. */
function fakeTerminal(typed: string) {
  const controller = new AbortController()
  const input = new PassThrough()
  const output = new PassThrough()
  let shown = ''
  output.on('data', (data) => {
    if (shown === '') setImmediate(() => input.write(typed))
    shown += data
  })
  return {
    controller,
    shown: () => stripVTControlCharacters(shown),
    raw: () => shown,
    prompt: createPrompt({ input, output, signal: controller.signal, palette: PLAIN, isDumb: false }),
  }
}

const choices = [
  { name: 'one', value: 1 },
  { name: 'two\x1b[2J\u202e', value: 2 },
]

describe('secret', () => {
  it('gives what is typed and shows nothing of it', async () => {
    const { prompt, shown } = fakeTerminal(`hidden-value${ENTER}`)
    expect(await prompt.secret('Secret')).toBe('hidden-value')
    expect(shown()).toContain('Secret')
    expect(shown()).not.toMatch(/hidden|\*/)
  })
})

describe('confirm', () => {
  it.each([
    ['y', true],
    ['n', false],
    ['', false],
  ])('takes %j as %s', async (typed, expected) => {
    const { prompt } = fakeTerminal(typed + ENTER)
    expect(await prompt.confirm('Really?')).toBe(expected)
  })
})

describe('select', () => {
  it('gives the value of the picked line', async () => {
    const { prompt } = fakeTerminal(DOWN + ENTER)
    expect(await prompt.select('Which?', choices)).toBe(2)
  })

  it('shows the lines without what could steer the terminal', async () => {
    const { prompt, raw } = fakeTerminal(ENTER)
    await prompt.select('Which?', choices)
    expect(raw()).toContain('two')
    expect(raw()).not.toContain('\u202e')
    expect(raw()).not.toContain('two\x1b[2J')
  })
})

describe('a question that gets no answer', () => {
  it.each([
    ['secret', (prompt: ReturnType<typeof createPrompt>) => prompt.secret('Secret')],
    ['confirm', (prompt: ReturnType<typeof createPrompt>) => prompt.confirm('Really?')],
    ['select', (prompt: ReturnType<typeof createPrompt>) => prompt.select('Which?', choices)],
  ])('of the kind %s is interrupted by Ctrl-C', async (_, ask) => {
    const { prompt } = fakeTerminal(CTRL_C)
    expect(await errorOf(() => ask(prompt))).toMatchObject({ code: 'interrupted' })
  })

  it('is rejected with the reason when the signal is aborted', async () => {
    const { prompt, controller } = fakeTerminal('')
    const reason = new DgshError('terminated', 'terminated')
    const asked = prompt.confirm('Really?')
    controller.abort(reason)
    await expect(asked).rejects.toBe(reason)
  })
})
