import { type PrintedFinding, REMEDIES } from './finding.ts'

/** Returns the commands that fix what was found in one credential: the one that makes the others pointless, after a look that it needs. */
export function chooseFixes(findings: readonly PrintedFinding[]): string[] {
  const byRemedy = REMEDIES.flatMap((wanted) => findings.filter(({ remedy }) => remedy === wanted))
  const [first] = byRemedy
  if (first === undefined) return []
  // Of two that are alike and in use, nothing may be changed before it is known where.
  const look = findings.find(({ rule, remedy }) => rule === 'duplicate' && remedy === 'look')
  return look === undefined || look === first ? [first.fix] : [look.fix, first.fix]
}
