import { describe, expect, it } from 'vitest'
import { makeFix } from '../../../src/app/fix.ts'
import { renderPage } from '../../../src/commands/doctor/report.ts'
import { fail, pass, warn } from '../../../src/doctor/check.ts'
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

const page = async (isTTY: boolean, { level = 0, all = false }: { level?: 0 | 1; all?: boolean } = {}) =>
  renderPage(FINDINGS, { isTTY, width: 44, palette: await createPalette(level), redact: (text) => text }, all)

describe('the page', () => {
  it('has words for marks off a terminal, and nothing is wrapped', async () => {
    expect(await page(false)).toBe(`1 problem, 1 warning, 1 check passed (--all shows them)

fail  a host with colours that does not answer at all
      fix: check it
warn  late
      fix: set it
`)
  })

  it('has marks on a terminal, and wraps messages at word ends', async () => {
    expect(await page(true)).toBe(`1 problem, 1 warning, 1 check passed (--all shows them)

✗ fail  a host with colours that does not
        answer at all
        fix: check it
! warn  late
        fix: set it
`)
  })

  it('has every check under its heading and with its name with --all', async () => {
    expect(await page(true, { all: true })).toBe(`1 problem, 1 warning, 1 check passed

Deepgram
  ✓ pass  api-key  Deepgram accepts the API
                   key

Network
  ✗ fail  api      a host with colours that
                   does not answer at all
          fix: check it
  ! warn  clock    late
          fix: set it
`)
  })

  it('paints the marks where there is colour', async () => {
    expect(await page(true, { level: 1 })).toContain('\u001b[31m✗ fail\u001b[39m  a host')
  })

  it('has the commands of a fix on a line each, and breaks none', async () => {
    const fix = makeFix(
      'own-directory',
      'sudo chown "$(id -u)" ~/a && chmod 700 ~/a-directory-with-a-long-name',
    )
    const findings = [{ ...warn('x', 'it is not yours', fix), group: 'Network' as const }]
    const style = { isTTY: true, width: 30, palette: await createPalette(0), redact: (text: string) => text }
    expect(renderPage(findings, style, false)).toBe(`1 warning, 0 checks passed

! warn  it is not yours
        fix: sudo chown "$(id -u)" ~/a
             chmod 700 ~/a-directory-with-a-long-name
`)
  })

  it('is one line where all is well', async () => {
    const style = { isTTY: true, width: 80, palette: await createPalette(0), redact: (text: string) => text }
    const well = FINDINGS.slice(0, 1)
    expect(renderPage(well, style, false)).toBe('All 1 check passed (--all shows them)\n')
  })
})
