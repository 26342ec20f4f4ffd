import { type PrintedFinding, SEVERITIES } from '../../../audit/finding.ts'
import { credentialData } from '../../../credentials/columns.ts'
import type { Column, Listing } from '../../../ui/column.ts'
import { countOf } from '../../../ui/message.ts'

/** Returns findings in the form that every output format is made from; `document` is for a JSON of another form. */
export function findingListing(rows: readonly PrintedFinding[], document?: unknown): Listing<PrintedFinding> {
  return {
    ...{ rows, document },
    columns: COLUMNS,
    id: ({ credential }) => credential.id,
    data: ({ rule, severity, credential, message, fix }) => ({
      rule,
      severity,
      credential: credentialData(credential),
      message,
      fix,
    }),
  }
}

const COLUMNS: readonly Column<PrintedFinding>[] = [
  { name: 'severity', header: 'SEVERITY', value: ({ severity }) => severity },
  { name: 'credential', header: 'CREDENTIAL', value: ({ credential }) => credential.id, paint: 'id' },
  { name: 'rule', header: 'RULE', value: ({ rule }) => rule, wrapsTo: 10 },
  { name: 'message', header: 'MESSAGE', value: ({ message }) => message, wrapsTo: 24 },
  { name: 'fix', header: 'FIX', value: ({ fix }) => fix, wide: true, paint: 'id' },
]

/** Returns one line for people: `3 findings in 6 credentials: 1 high, 2 medium`. */
export function summarize(findings: readonly PrintedFinding[], credentials: number): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}`]
  })
  const where = `in ${countOf(credentials, 'credential')}`
  if (counts.length === 0) return `no findings ${where}`
  return `${countOf(findings.length, 'finding')} ${where}: ${counts.join(', ')}`
}
