import type { ErrorReport } from '../errors.ts'
import type { Message } from './message.ts'
import type { Palette } from './palette.ts'
import { escapeUnsafe, safeText } from './safe-text.ts'

/** What an error is written on. */
export interface ErrorStyle {
  palette: Palette
  /** The width of the terminal; undefined off a terminal, where nothing is wrapped. */
  width?: number | undefined
}

const HINT = 'hint: '

/** An error for people: `error:`, `hint:` and `request id:`, a hint's further lines indented below it. */
export async function renderError(report: ErrorReport, { palette, width }: ErrorStyle): Promise<string> {
  const wrap: (text: string, indent: number, start?: number) => string = await wrapper({ palette, width })
  const hint = report.hint?.split('\n').map((line) => wrap(line, HINT.length))
  return [
    `${palette.bad('error:')} ${wrap(report.message, HINT.length, 'error: '.length)}\n`,
    hint === undefined ? '' : `${palette.caution('hint:')} ${hint.join(`\n${' '.repeat(HINT.length)}`)}\n`,
    report.request_id === undefined ? '' : `${palette.faint('request id:')} ${safeText(report.request_id)}\n`,
  ].join('')
}

/** What wraps text is slow to load, and off a terminal nothing is wrapped. */
async function wrapper({ palette, width }: ErrorStyle) {
  if (width === undefined) return safeText
  const { renderMessage } = await import('./render-message.ts')
  return (text: Message, indent: number, start = indent) =>
    renderMessage(text, { palette, width, indent, start, redact: (shown) => shown })
}

/** An error for scripts: one JSON object on one line. */
export function renderErrorJson(report: ErrorReport): string {
  return `${escapeUnsafe(JSON.stringify({ error: report }))}\n`
}
