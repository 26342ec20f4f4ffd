import { structuredPatch } from 'diff'
import { fieldOf } from '../engines/go-decode.ts'
import { type MemberPlace, objectAt } from '../engines/json-text.ts'
import { applyEdits, type Edit } from '../engines/text-edits.ts'

/** A line of a difference: `+` and `-` for those that are only in one of the texts. */
export interface DifferenceLine {
  sign: '+' | '-' | ' '
  text: string
}

/** How many lines around a change are shown. */
const CONTEXT = 3

/**
 * Returns the difference of two config files, in hunks of lines. Each value that could be secret is `…`: all strings but the names of
 * helpers.
 */
export function differenceOf(before: string, after: string): DifferenceLine[][] {
  const [old, fresh] = [linesOf(hide(before)), linesOf(hide(after))]
  const { hunks } = structuredPatch('', '', old, fresh, '', '', { context: CONTEXT })
  return hunks.map(({ lines }) => lines.map(lineOf))
}

function linesOf(text: string): string {
  return text === '' ? '' : `${text.replace(/\r?\n$/, '').replaceAll('\r\n', '\n')}\n`
}

function lineOf(line: string): DifferenceLine {
  const sign = line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' '
  return { sign, text: line.slice(1) }
}

/** Headers, proxies and whatever else may hold secrets, too. */
function hide(text: string): string {
  const root = objectAt(text)
  if (root === undefined) return text
  const edits = root.members.flatMap((member) => hideIn(text, member))
  return applyEdits(text, edits)
}

const SHOWN = { credHelpers: 'string', credsStore: 'string' } as const

const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g

function hideIn(text: string, { name, from, to }: MemberPlace): Edit[] {
  if (fieldOf(name, SHOWN) !== undefined) return []
  return [...text.slice(from, to).matchAll(STRING)].flatMap((match) => {
    const [token] = match
    const start = from + match.index
    const end = start + token.length
    const isName = /^\s*:/.test(text.slice(end))
    return isName || token === '""' ? [] : [{ from: start, to: end, text: '"…"' }]
  })
}
