import { makeFix } from '../app/fix.ts'
import type { Credential } from '../deepgram/credential.ts'
import type { AuditFacts, Verdict } from './finding.ts'

/**
 * What takes a credential out of use by a new one; `rest` is for the end of the message. Where a rotation may not delete the
 * old one, which is when somebody uses it whom dgsh cannot give the new one, it keeps it: else it would refuse.
 */
export function rotationOf(
  { id }: Credential,
  { rotations, replaceable }: AuditFacts,
): Pick<Verdict, 'fix' | 'remedy'> & { rest: string } {
  const begun = rotations.get(id)
  if (begun !== undefined) return { fix: begun.fix, remedy: 'resume', rest: `; ${begun.state}` }
  const line = `dgsh creds rotate ${id}`
  if (replaceable.has(id)) return { fix: makeFix('rotate', line), remedy: 'rotate', rest: '' }
  return { fix: makeFix('rotate-keep-old', `${line} --keep-old`), remedy: 'rotate', rest: '' }
}
