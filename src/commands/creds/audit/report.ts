import type { Context } from '../../../context.ts'
import type { Setting } from '../../../settings/settings.ts'
import type { Column, Listing } from '../../../ui/column.ts'
import { shellOptions } from '../../shell.ts'
import { credentialData } from '../columns.ts'
import { type Finding, SEVERITIES } from './finding.ts'

/** Findings in every output format. */
export function findingListing(rows: readonly Finding[]): Listing<Finding> {
  return {
    rows,
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

const COLUMNS: readonly Column<Finding>[] = [
  { name: 'severity', header: 'SEVERITY', value: ({ severity }) => severity },
  { name: 'credential', header: 'CREDENTIAL', value: ({ credential }) => credential.id, paint: 'id' },
  { name: 'rule', header: 'RULE', value: ({ rule }) => rule, wrapsTo: 10 },
  { name: 'message', header: 'MESSAGE', value: ({ message }) => message, wrapsTo: 24 },
  { name: 'fix', header: 'FIX', value: ({ fix }) => fix, wide: true, paint: 'good' },
]

/** One line for people: `3 findings in 6 credentials: 1 high, 2 medium`. */
export function summarise(findings: readonly Finding[], credentials: number): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [`${count} ${severity}`]
  })
  const where = `in ${countOf(credentials, 'credential')}`
  if (counts.length === 0) return `no findings ${where}`
  return `${countOf(findings.length, 'finding')} ${where}: ${counts.join(', ')}`
}

function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** The global options that the commands of this call need again, to mean the same credentials at the same place. */
export async function optionsToRepeat(context: Context): Promise<string> {
  const { profile, project, api_url: apiUrl, registry } = await context.settings()
  const given = <Value>({ source, value }: Setting<Value>) => (source === 'option' ? value : undefined)
  return shellOptions({
    '--profile': given(profile),
    '--project': given(project),
    '--api-url': given(apiUrl),
    '--registry': given(registry),
  })
}
