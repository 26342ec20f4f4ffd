import type { AuditFacts, Finding } from '../../../../src/audit/finding.ts'
import { audit } from '../../../../src/audit/rules.ts'
import type { Credential } from '../../../../src/deepgram/credential.ts'
import { credential, idOf } from '../../../helpers/samples.ts'

/** Milliseconds. */
export const DAY = 24 * 60 * 60_000
/** The time of every audit. */
export const NOW = new Date('2026-01-01T00:00:00Z')
/** The member who owns the credentials of the samples. */
export const ADA = '3376abcd-8e5e-49d3-92d4-876d3a4f0363'

/** A time of creation. */
export const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY).toISOString()

/** A credential of today: what nothing is found in. */
export const fresh = (number: number, details: Partial<Credential> = {}) =>
  credential(number, { created: daysAgo(0), ...details })

/** The facts under which nothing is found in {@link fresh}. */
export function facts(changes: Partial<AuditFacts> = {}): AuditFacts {
  const members = [{ member_id: ADA, email: 'ada@example.com' }]
  const delivered = new Set([1, 2, 3, 4].map(idOf))
  const begun = { interrupted: new Map(), rotations: new Map() }
  const used = new Set<string>()
  return {
    now: NOW,
    maxAge: 90 * DAY,
    members,
    delivered,
    ...begun,
    replaceable: delivered,
    used,
    ...changes,
  }
}

/** What is found, as `rule severity number-of-credential`. */
export const brief = (findings: readonly Finding[]) =>
  findings.map(({ rule, severity, credential: { id } }) => `${rule} ${severity} ${Number(id.slice(0, 8))}`)

/** What is found in credentials, in brief. */
export function findingsIn(credentials: readonly Credential[], changes: Partial<AuditFacts> = {}) {
  return brief(audit(credentials, facts(changes)))
}

/** The full names of scopes. */
export const scopesOf = (...names: string[]) => names.map((name) => `self-hosted:product:${name}`)

/** The line that creates what a deployment needs, for the comment of a sample or another. */
export const narrow = (comment = 'Number 1') =>
  `dgsh creds create --scope api --scope engine --comment '${comment}'`

/** What a line has for a comment that is not safe to paste. */
export const TO_FILL_IN = '<what it is for>'
