import { describe, expect, it } from 'vitest'
import type { ErrorReport } from '../../src/errors.ts'
import { renderError, renderErrorJson } from '../../src/ui/messages.ts'
import { createPalette } from '../../src/ui/palette.ts'

const report: ErrorReport = {
  code: 'not_permitted',
  message: 'you may not',
  hint: 'ask somebody',
  request_id: 'abc-123',
  exit_code: 3,
}

describe('renderError', () => {
  it('writes the sentence, the hint and the request id on a line each', async () => {
    expect(await renderError(report, { palette: await createPalette(0) })).toBe(
      'error: you may not\nhint: ask somebody\nrequest id: abc-123\n',
    )
  })

  it('leaves out what is not known', async () => {
    const short: ErrorReport = { code: 'failed', message: 'it failed', exit_code: 1 }
    expect(await renderError(short, { palette: await createPalette(0) })).toBe('error: it failed\n')
  })

  it('indents the further lines of a hint', async () => {
    const text = await renderError(
      { ...report, hint: 'name one:\none\ntwo' },
      { palette: await createPalette(0) },
    )
    expect(text).toContain('hint: name one:\n      one\n      two\n')
  })

  it('paints the labels, not the texts', async () => {
    const text = await renderError(report, { palette: await createPalette(1) })
    expect(text).toContain('\x1b[31merror:\x1b[39m you may not\n')
    expect(text).toContain('\x1b[33mhint:\x1b[39m ask somebody\n')
  })

  it('takes what could steer a terminal out of every part', async () => {
    const evil = 'a\x1b[2Jb\u202ec'
    const text = await renderError(
      { ...report, message: evil, hint: evil, request_id: evil },
      { palette: await createPalette(0) },
    )
    expect(text).toBe('error: abc\nhint: abc\nrequest id: abc\n')
  })
})

describe('renderErrorJson', () => {
  it('writes one object on one line, whatever the texts hold', () => {
    const evil = 'a\x1b[2Jb\u202ec\nd\x9b'
    const text = renderErrorJson({ ...report, message: evil })
    expect(text).toMatch(/^[\x20-\x7e]+\n$/)
    expect(JSON.parse(text)).toEqual({ error: { ...report, message: evil } })
  })
})
