import { fixMessages } from '../../app/fix.ts'
import { GROUPS, type PrintedFinding, type Status } from '../../doctor/check.ts'
import type { GroupedFinding } from '../../doctor/run-checks.ts'
import type { Column, Listing } from '../../ui/column.ts'
import { countOf, type Message } from '../../ui/message.ts'
import type { Palette } from '../../ui/palette.ts'
import { renderMessage } from '../../ui/render-message.ts'
import { padTo } from '../../ui/width.ts'

/** Returns the findings in the form that programs' formats are made from. */
export function findingListing(rows: readonly PrintedFinding[]): Listing<PrintedFinding> {
  return { rows, columns: COLUMNS, id: ({ name }) => name, data: findingData }
}

/** Returns one finding as it is in JSON and YAML. */
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
  /** Hides what is secret: done before anything is wrapped. */
  redact: (text: string) => string
}

const MARKS: Readonly<Record<Status, string>> = { pass: '✓', warn: '!', fail: '✗' }

/** Returns the page for people: a summary, then the problems, then the warnings, each with its fix; with `all`, every check. */
export function renderPage(findings: readonly GroupedFinding[], style: PageStyle, all: boolean): string {
  const summary = style.palette.heading(summarize(findings, all))
  const worst = (['fail', 'warn'] as const).flatMap((wanted) =>
    findings.filter(({ status }) => status === wanted).map((finding) => renderOne(finding, { style })),
  )
  if (all) return `${summary}\n\n${renderGroups(findings, style)}`
  return worst.length === 0 ? `${summary}\n` : `${summary}\n\n${worst.join('')}`
}

/** All findings, under headings, each after its name. */
function renderGroups(findings: readonly GroupedFinding[], style: PageStyle): string {
  const nameWidth = Math.max(...findings.map(({ name }) => name.length))
  return GROUPS.flatMap((group) => {
    const own = findings.filter((finding) => finding.group === group)
    if (own.length === 0) return []
    const drawn = own.map((finding) =>
      renderOne(finding, { margin: '  ', name: `${padTo(finding.name, nameWidth)}  `, style }),
    )
    return [`${style.palette.heading(group)}\n${drawn.join('')}`]
  }).join('\n')
}

/** How one finding is drawn. */
interface Drawing {
  style: PageStyle
  /** Before each line. */
  margin?: string
  /** Before the message, with the space after it. */
  name?: string
}

function renderOne(
  { status, message, fix }: PrintedFinding,
  { style, margin = '', name = '' }: Drawing,
): string {
  const { isTTY, width, palette, redact } = style
  const paint = { pass: palette.good, warn: palette.caution, fail: palette.bad }[status]
  const label = isTTY ? `${MARKS[status]} ${status}` : status
  const indent = margin.length + label.length + 2
  const draw = (text: Message, start: number) =>
    renderMessage(text, { palette, width: isTTY ? width : undefined, indent: start, redact })
  const first = `${margin}${paint(label)}  ${name}${draw(message, indent + name.length)}\n`
  const lines = fix === null ? [] : fixMessages(fix)
  const below = lines.map((line, index) => {
    const start = index === 0 ? palette.faint('fix: ') : ' '.repeat(FIX.length)
    return `${' '.repeat(indent)}${start}${draw(line, indent + FIX.length)}\n`
  })
  return first + below.join('')
}

const FIX = 'fix: '

/** Returns one line: `1 problem, 2 warnings, 9 checks passed`, and how to see those that passed. */
function summarize(findings: readonly PrintedFinding[], all: boolean): string {
  const count = (wanted: Status) => findings.filter(({ status }) => status === wanted).length
  const [failed, warned, passed] = [count('fail'), count('warn'), count('pass')]
  const more = all || passed === 0 ? '' : ' (--all shows them)'
  if (failed + warned === 0) return `All ${countOf(passed, 'check')} passed${more}`
  const parts = [
    failed === 0 ? [] : [countOf(failed, 'problem')],
    warned === 0 ? [] : [countOf(warned, 'warning')],
    `${countOf(passed, 'check')} passed`,
  ].flat()
  return `${parts.join(', ')}${more}`
}
