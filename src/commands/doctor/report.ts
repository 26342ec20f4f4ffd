import type { Column, Listing } from '../../ui/column.ts'
import type { Palette } from '../../ui/palette.ts'
import { safeText } from '../../ui/safe-text.ts'
import { padTo } from '../../ui/width.ts'
import { wrapText } from '../../ui/wrap.ts'
import { GROUPS, type PrintedFinding, type Status } from './check.ts'
import type { GroupedFinding } from './run-checks.ts'

/** The findings in the formats that programs read. */
export function findingListing(rows: readonly PrintedFinding[]): Listing<PrintedFinding> {
  return { rows, columns: COLUMNS, id: ({ name }) => name, data: findingData }
}

/** One finding in JSON and YAML. */
export function findingData({ name, status, message, fix }: PrintedFinding): PrintedFinding {
  return { name, status, message, fix }
}

const COLUMNS: readonly Column<PrintedFinding>[] = [
  { name: 'status', header: 'STATUS', value: ({ status }) => status },
  { name: 'name', header: 'NAME', value: ({ name }) => name, paint: 'id' },
  { name: 'message', header: 'MESSAGE', value: ({ message }) => message, wrapsTo: 24 },
  { name: 'fix', header: 'FIX', value: ({ fix }) => fix ?? '', wrapsTo: 16, paint: 'good' },
]

/** What a page is written on. */
export interface PageStyle {
  isTTY: boolean
  width: number
  palette: Palette
}

const MARKS: Readonly<Record<Status, string>> = { pass: '✓', warn: '!', fail: '✗' }

/**
 * The findings for people, under headings: a line each, and what mends it below. On a terminal messages are wrapped, and never what is
 * to be pasted; elsewhere nothing is, and words stand for the marks.
 */
export function renderPage(findings: readonly GroupedFinding[], style: PageStyle): string {
  const nameWidth = Math.max(...findings.map(({ name }) => name.length))
  return GROUPS.flatMap((group) => {
    const own = findings.filter((finding) => finding.group === group)
    if (own.length === 0) return []
    return [
      `${style.palette.heading(group)}\n${own.map((finding) => renderOne(finding, nameWidth, style)).join('')}`,
    ]
  }).join('\n')
}

function renderOne(
  { name, status, message, fix }: PrintedFinding,
  nameWidth: number,
  { isTTY, width, palette }: PageStyle,
): string {
  const paint = { pass: palette.good, warn: palette.caution, fail: palette.bad }[status]
  const mark = isTTY ? MARKS[status] : status
  const indent = 2 + mark.length + 1
  const start = indent + nameWidth + 2
  const text = safeText(message)
  const lines = isTTY ? wrapText(text, Math.max(20, width - start)) : [text]
  const first = `  ${paint(mark)} ${padTo(name, nameWidth)}  ${lines.join(`\n${' '.repeat(start)}`)}\n`
  return fix === null
    ? first
    : `${first}${' '.repeat(indent)}${palette.faint('fix:')} ${palette.id(safeText(fix))}\n`
}

/** One line for people: `14 checks: 12 pass, 1 warn, 1 fail`. */
export function summarise(findings: readonly PrintedFinding[]): string {
  const counts = (['pass', 'warn', 'fail'] as const).flatMap((status) => {
    const count = findings.filter((finding) => finding.status === status).length
    return count === 0 ? [] : [`${count} ${status}`]
  })
  return `${findings.length} checks: ${counts.join(', ')}`
}
