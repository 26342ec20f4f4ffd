import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Message } from '../../src/ui/message.ts'
import { plainText } from '../../src/ui/message.ts'
import { type RunningStep, showRunning } from '../../src/ui/running.ts'

const UP = (rows: number) => `\r\u001b[${rows}A`

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function run(step: RunningStep, columns = 80) {
  const written: string[] = []
  const render = (text: Message) => plainText(text)
  const lines = showRunning(step, {
    write: (text) => void written.push(text),
    columns: () => columns,
    render,
  })
  const last = () => written.at(-1) ?? ''
  return { lines, written, last }
}

describe('a running step', () => {
  it('counts the seconds in place, above the cursor', () => {
    const { written, last, lines } = run({ word: 'hook', text: 'ssh edge7' })
    expect(written).toEqual(['… hook      ssh edge7 (running, 0 s)\u001b[K\n'])
    vi.advanceTimersByTime(12_000)
    expect(last()).toBe(`\u001b7${UP(1)}… hook      ssh edge7 (running, 12 s)\u001b[K\n\u001b8`)
    lines.end()
    expect(last()).toBe(`${UP(1)}\u001b[J`)
  })

  it('shows what comes next, at most four steps', () => {
    const next = ['a', 'b', 'c', 'd', 'e'].map((word) => [word, 'text'] as const)
    const { written, lines, last } = run({ word: 'hook', next })
    expect(written[0]?.split('\n')).toHaveLength(6)
    expect(written[0]).toContain('\n  d         text')
    lines.end()
    expect(last()).toBe(`${UP(5)}\u001b[J`)
  })

  it('puts the hint on a line of its own where it does not fit', () => {
    const hint = 'Ctrl-C is safe; resume with: dgsh creds rotate 8b1f4d07 --resume'
    expect(run({ word: 'hook', hint }, 120).written[0]).toMatch(/^… hook {6}running, 0 s {3}Ctrl-C/)
    const narrow = run({ word: 'hook', hint }, 80)
    expect(narrow.written[0]).toMatch(/^… hook {6}running, 0 s\S*\n {12}Ctrl-C/)
    narrow.lines.end()
    expect(narrow.last()).toBe(`${UP(2)}\u001b[J`)
  })

  it('erases every row of a line that the terminal itself wraps', () => {
    const { lines, last } = run({ word: 'hook', text: 'x'.repeat(60) }, 30)
    lines.end()
    expect(last()).toBe(`${UP(3)}\u001b[J`)
  })

  it('is drawn once where another program may draw', () => {
    const { written } = run({ word: 'docker', text: 'logging in', still: true })
    vi.advanceTimersByTime(5000)
    expect(written).toEqual(['… docker    logging in (running)\u001b[K\n'])
  })

  it('makes room for a message, and comes back below it', () => {
    const { lines, written } = run({ word: 'hook' })
    lines.hide()
    lines.show()
    expect(written.slice(1)).toEqual([`${UP(1)}\u001b[J`, '… hook      running, 0 s\u001b[K\n'])
  })

  it('writes nothing after its end', () => {
    const { lines, written } = run({ word: 'hook' })
    lines.end()
    const count = written.length
    vi.advanceTimersByTime(5000)
    lines.end()
    expect(written).toHaveLength(count)
  })
})
