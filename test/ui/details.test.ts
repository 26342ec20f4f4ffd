import { describe, expect, it } from 'vitest'
import { renderDetails } from '../../src/ui/details.ts'
import { createPalette } from '../../src/ui/palette.ts'

describe('renderDetails', () => {
  it('aligns the values, and leaves the lines without one out', async () => {
    const details = [
      { label: 'ID', value: '1' },
      { label: 'A LONG LABEL', value: '' },
      { label: 'COMMENT', value: 'one' },
    ]
    expect(renderDetails(details, await createPalette(0))).toBe('ID        1\nCOMMENT   one\n')
  })

  it('paints the label, and the value as asked', async () => {
    const palette = await createPalette(1)
    expect(renderDetails([{ label: 'ID', value: '1', paint: palette.id }], palette)).toBe(
      '\x1b[1mID\x1b[22m   \x1b[36m1\x1b[39m\n',
    )
  })

  it('takes what could steer a terminal out of the values', async () => {
    const details = [{ label: 'COMMENT', value: 'a\x1b[2J\u202eb\nc' }]
    expect(renderDetails(details, await createPalette(0))).toBe('COMMENT   ab c\n')
  })
})
