import { shortId } from '../../../app/credential-name.ts'
import { chooseFixes, type PrintedFinding, SEVERITIES, type Severity } from '../../../audit/finding.ts'
import { daysSince } from '../../../credentials/age.ts'
import { ownerOf } from '../../../credentials/columns.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { command, countOf, id as idSpan, type Message, message, type Span } from '../../../ui/message.ts'
import { type MessageStyle, renderMessage } from '../../../ui/render-message.ts'
import { safeText } from '../../../ui/safe-text.ts'
import { shorten } from '../../../ui/width.ts'

/** What was looked at, and how much of it is shown. */
export interface Audited {
  credentials: readonly Credential[]
  /** True: what needs no action is shown, too. */
  all: boolean
  now: Date
}

/** The terminal. */
export interface ScreenStyle extends MessageStyle {
  width: number
}

/** The rule whose findings need no action by themselves. */
const NO_ACTION = 'never-delivered'

/** A credential with what was found about it, the worst first. */
interface Audit {
  credential: Credential
  severity: Severity
  findings: readonly PrintedFinding[]
}

/**
 * Returns the audit for people: a summary, then each credential that needs attention, the worst first, with what is wrong
 * and the command that fixes it.
 */
export function renderScreen(
  findings: readonly PrintedFinding[],
  { credentials, all, now }: Audited,
  style: ScreenStyle,
): string {
  const shown = all ? findings : findings.filter(({ rule }) => rule !== NO_ACTION)
  const audits = groupByCredential(shown)
  const attention = audits.filter((audit) => audit.findings.some(({ rule }) => rule !== NO_ACTION))
  const draw = (text: Message, indent = 0) => renderMessage(text, { ...style, indent, start: 0 })
  const lineStyle = { shortenIds: createShortener(credentials), now, width: style.width }
  const blocks = audits.map((audit) =>
    [
      ...linesOf(audit, lineStyle).map((line) => draw(line, INDENT)),
      ...fixesOf(audit, lineStyle).map((fix) => renderMessage(fix, { ...style, width: undefined })),
    ].join('\n'),
  )
  const unused = all
    ? 0
    : new Set(findings.filter(({ rule }) => rule === NO_ACTION).map(({ credential }) => credential.id)).size
  return [
    draw(summaryOf(attention, credentials.length)),
    ...(blocks.length === 0 ? [] : [blocks.join('\n')]),
    ...(unused === 0
      ? []
      : [draw(`Not shown: ${countOf(unused, 'credential')} never used from this machine (--all)`)]),
  ]
    .map((part) => `${part}\n`)
    .join('\n')
}

function groupByCredential(findings: readonly PrintedFinding[]): Audit[] {
  const groups = new Map<string, PrintedFinding[]>()
  for (const finding of findings) {
    const { id } = finding.credential
    groups.set(id, [...(groups.get(id) ?? []), finding])
  }
  // The findings come with the worst first, and so do their credentials.
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined
      ? []
      : [{ credential: first.credential, severity: first.severity, findings: group }]
  })
}

/** `4 of 6 credentials need attention: 3 high, 1 medium`. */
function summaryOf(audits: readonly Audit[], all: number): string {
  if (audits.length === 0)
    return all === 1
      ? 'The only credential needs no attention'
      : `None of the ${all} credentials needs attention`
  const counts = SEVERITIES.flatMap((severity) => {
    const count = audits.filter((audit) => audit.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}`]
  })
  const verb = audits.length === 1 ? 'needs' : 'need'
  return `${audits.length} of ${countOf(all, 'credential')} ${verb} attention: ${counts.join(', ')}`
}

const INDENT = 8

const PAINTS: Readonly<Record<Severity, Span['kind']>> = { high: 'bad', medium: 'caution', low: 'faint' }

interface LineStyle {
  shortenIds: ShortenIds
  now: Date
  width: number
}

function linesOf(
  { credential, severity, findings }: Audit,
  { shortenIds, now, width }: LineStyle,
): Message[] {
  const label: Span = { kind: PAINTS[severity], text: severity.toUpperCase() }
  const days = daysSince(credential.created, now)
  const facts = [days === undefined ? '' : countOf(days, 'day'), ownerOf(credential)].filter(
    (fact) => fact !== '',
  )
  const indented = ' '.repeat(INDENT)
  return [
    message`${label}${' '.repeat(INDENT - label.text.length)}${titleOf(credential, width - INDENT)}`,
    message`${indented}${idSpan(credential.id)}${facts.map((fact) => `  ${fact}`).join('')}`,
    message`${indented}${findings.map((finding) => shortenIds(finding.message)).join('; ')}`,
  ]
}

/** A command that is too long for the terminal is still one line: the terminal wraps it, and it can be copied. */
function fixesOf({ findings }: Audit, { shortenIds }: LineStyle): Message[] {
  return chooseFixes(findings).map((fix) => message`${' '.repeat(INDENT)}fix: ${command(shortenIds(fix))}`)
}

function titleOf({ comment = '' }: Credential, room: number): Span {
  const text = safeText(comment).trim()
  return text === '' ? { kind: 'faint', text: '(no comment)' } : { kind: 'name', text: shorten(text, room) }
}

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi

/** Replaces each id in a text by its start. */
type ShortenIds = (text: string) => string

/** An id whose start stands for several credentials stays whole. */
function createShortener(credentials: readonly Credential[]): ShortenIds {
  const counts = new Map<string, number>()
  for (const { id } of credentials) counts.set(shortId(id), (counts.get(shortId(id)) ?? 0) + 1)
  return (text) => text.replace(UUID, (uuid) => (counts.get(shortId(uuid)) === 1 ? shortId(uuid) : uuid))
}
