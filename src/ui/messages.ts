import type { ErrorReport } from '../errors.ts'
import type { Palette } from './palette.ts'
import { escapeUnsafe, safeText } from './safe-text.ts'

/** An error for people: `error:`, `hint:` and `request id:`, a hint's further lines indented below it. */
export function renderError(report: ErrorReport, palette: Palette): string {
  const hint = report.hint?.split('\n').map(safeText).join('\n      ')
  return [
    `${palette.bad('error:')} ${safeText(report.message)}\n`,
    hint === undefined ? '' : `${palette.caution('hint:')} ${hint}\n`,
    report.request_id === undefined ? '' : `${palette.faint('request id:')} ${safeText(report.request_id)}\n`,
  ].join('')
}

/** An error for scripts: one JSON object on one line. */
export function renderErrorJson(report: ErrorReport): string {
  return `${escapeUnsafe(JSON.stringify({ error: report }))}\n`
}
