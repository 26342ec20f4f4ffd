import { describe, expect, it } from 'vitest'
import { fail, pass, warn } from '../../../src/commands/doctor/check.ts'
import { renderPage, summarise } from '../../../src/commands/doctor/report.ts'
import { makeFix } from '../../../src/commands/fix.ts'
import { createPalette } from '../../../src/ui/palette.ts'

const FINDINGS = [
  { ...pass('api-key', 'Deepgram accepts the API key'), group: 'Deepgram' as const },
  {
    ...fail(
      'api',
      'a host with \u001b[31mcolours that does not answer at all',
      makeFix('network-advice', 'check\tit'),
    ),
    group: 'Network' as const,
  },
  { ...warn('clock', 'late', makeFix('set-clock', 'set it')), group: 'Network' as const },
]

const page = async (isTTY: boolean, level: 0 | 1 = 0) =>
  renderPage(FINDINGS, { isTTY, width: 44, palette: await createPalette(level) })

describe('the page', () => {
  it('has words for marks off a terminal, and nothing is wrapped', async () => {
    expect(await page(false)).toBe(`Deepgram
  pass api-key  Deepgram accepts the API key

Network
  fail api      a host with colours that does not answer at all
       fix: check it
  warn clock    late
       fix: set it
`)
  })

  it('has marks on a terminal, and wraps messages', async () => {
    expect(await page(true)).toBe(`Deepgram
  ✓ api-key  Deepgram accepts the API key

Network
  ✗ api      a host with colours that does
             not answer at all
    fix: check it
  ! clock    late
    fix: set it
`)
  })

  it('paints the marks where there is colour', async () => {
    expect(await page(true, 1)).toContain('\u001b[31m✗\u001b[39m api ')
  })

  it('has a summary', () => {
    expect(summarise(FINDINGS)).toBe('3 checks: 1 pass, 1 warn, 1 fail')
  })
})
