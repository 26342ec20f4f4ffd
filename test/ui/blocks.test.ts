import { describe, expect, it } from 'vitest'
import { renderBlocks } from '../../src/ui/blocks.ts'
import { command, message } from '../../src/ui/message.ts'
import { createPalette } from '../../src/ui/palette.ts'

const plain = await createPalette(0)
const keep = (text: string) => text

describe('renderBlocks', () => {
  const at = (width: number | undefined, ...blocks: Parameters<typeof renderBlocks>[0]) =>
    renderBlocks(blocks, { palette: plain, width, redact: keep })

  it('puts the labels in a column, and an empty line between blocks', () => {
    expect(
      at(
        80,
        { label: 'HIGH', lines: [{ text: 'one' }, { text: 'two' }] },
        { label: 'MEDIUM', lines: [{ text: 'three' }] },
      ),
    ).toBe('HIGH    one\n        two\n\nMEDIUM  three\n')
  })

  it('wraps lines below their beginning, or further right', () => {
    const text = message`${'a text '.repeat(5)}; to fix it: ${command('dgsh doctor')}`
    expect(at(50, { label: 'a', lines: [{ text }, { text, hang: 2 }] })).toBe(
      'a  a text a text a text a text a text ; to fix it:\n   dgsh doctor\n   a text a text a text a text a text ; to fix it:\n     dgsh doctor\n',
    )
  })

  it('gives each label a line of its own on a narrow terminal', () => {
    expect(at(30, { label: 'a', lines: [{ text: 'one' }, { text: 'two' }] })).toBe('a\none\ntwo\n')
  })

  it('wraps nothing off a terminal, and is nothing for no blocks', () => {
    expect(at(undefined, { label: 'a', lines: [{ text: 'b '.repeat(200) }] }).split('\n')).toHaveLength(2)
    expect(at(80)).toBe('')
  })

  it('paints labels and hides what is secret', async () => {
    const style = {
      palette: await createPalette(1),
      width: 80,
      redact: (text: string) => text.replace('hidden', '[x]'),
    }
    expect(renderBlocks([{ label: 'bad', kind: 'bad', lines: [{ text: 'a hidden\u001b[2J' }] }], style)).toBe(
      '\u001b[31mbad\u001b[39m  a [x]\n',
    )
  })
})
