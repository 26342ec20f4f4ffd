import { describe, expect, it } from 'vitest'
import { createProgress } from '../../src/ui/progress.ts'

function record(isTTY: boolean, env: Record<string, string> = {}, columns = 20) {
  const written: string[] = []
  const write = (text: string) => void written.push(text)
  const stream = { isTTY, columns, write, isTaken: async () => true }
  return { progress: createProgress(stream, env), written }
}

describe('the progress', () => {
  it('is one line that goes again', () => {
    const { progress, written } = record(true)
    progress.show('1 of 2')
    progress.show('2 of 2')
    progress.clear()
    progress.clear()
    expect(written).toEqual(['\r\u001b[K1 of 2', '\r\u001b[K2 of 2', '\r\u001b[K'])
  })

  it('does not come back: a check that ends after an interruption comes too late', () => {
    const { progress, written } = record(true)
    progress.show('1 of 2')
    progress.clear()
    progress.show('2 of 2')
    expect(written.at(-1)).toBe('\r\u001b[K')
  })

  it('never fills the line, or the terminal would wrap it', () => {
    const { progress, written } = record(true)
    progress.show('a text of more than twenty characters')
    expect(written).toEqual(['\r\u001b[Ka text of more tha…'])
  })

  it.each([
    ['off a terminal', false, {}],
    ['where nothing can be erased', true, { TERM: 'dumb' }],
  ])('is nothing %s', (_, isTTY, env) => {
    const { progress, written } = record(isTTY, env)
    progress.show('1 of 2')
    progress.clear()
    expect(written).toEqual([])
  })
})
