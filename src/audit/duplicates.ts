import { makeFix } from '../app/fix.ts'
import type { Credential } from '../deepgram/credential.ts'
import type { AuditFacts, Finding, Rule } from './finding.ts'

/**
 * Same owner, same scopes and same comment as another. One of such a group is kept: the newest that is in use here, else the
 * newest that was delivered from here, else the newest; each of the others is a finding. Those without a comment or a known
 * owner are not compared: nothing says that they are for the same purpose. Neither is what an interruption left: that is
 * a finding of its own, and may be undone.
 */
export const duplicate: Rule = {
  id: 'duplicate',
  severity: 'medium',
  summary: 'A credential is there twice',
  help: 'Two with the same owner, scopes and comment are mostly what an interrupted or repeated creation left behind. Delete the one that is not in use; where each is, dgsh cannot know for other machines.',
  find: (credentials, facts) => groupsOf(credentials, facts).flatMap((group) => findingsOf(group, facts)),
}

/** The ids of those that are compared: who uses them has to be known. */
export function idsAlike(
  credentials: readonly Credential[],
  facts: Pick<AuditFacts, 'interrupted'>,
): string[] {
  return groupsOf(credentials, facts)
    .flat()
    .map(({ id }) => id)
}

function groupsOf(
  credentials: readonly Credential[],
  { interrupted }: Pick<AuditFacts, 'interrupted'>,
): Credential[][] {
  const groups = groupAlike(credentials.filter(({ id }) => !interrupted.has(id)))
  return [...groups.values()].filter(({ length }) => length > 1)
}

function groupAlike(credentials: readonly Credential[]): Map<string, Credential[]> {
  const groups = new Map<string, Credential[]>()
  for (const credential of credentials) {
    const { owner, scopes, comment = '' } = credential
    const member = owner.member_id ?? owner.email
    if (member === undefined || comment.trim() === '') continue
    const key = JSON.stringify([member, [...scopes].sort(), comment.trim()])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [credential])
    else group.push(credential)
  }
  return groups
}

function findingsOf(
  group: readonly Credential[],
  { delivered = new Set(), used }: Pick<AuditFacts, 'delivered' | 'used'>,
): Finding[] {
  const newestFirst = [...group].sort((a, b) => timeOf(b) - timeOf(a))
  const kept =
    newestFirst.find(({ id }) => used.has(id)) ??
    newestFirst.find(({ id }) => delivered.has(id)) ??
    newestFirst[0]
  return newestFirst.flatMap((credential) => {
    if (kept === undefined || credential === kept) return []
    const { which, remedy, fix } = judge(credential, kept, { delivered, used })
    return {
      rule: duplicate.id,
      severity: duplicate.severity,
      credential,
      message: `has the same owner, scopes and comment as ${kept.id}; ${which}`,
      remedy,
      fix,
    }
  })
}

function judge(
  { id }: Credential,
  kept: Credential,
  { delivered = new Set(), used }: Pick<AuditFacts, 'delivered' | 'used'>,
): Pick<Finding, 'remedy' | 'fix'> & { which: string } {
  if (used.has(id))
    return {
      which: 'both are used on this machine',
      remedy: 'look',
      fix: makeFix('compare-duplicates', `dgsh where ${id}`),
    }
  const deletion = { remedy: 'delete', fix: makeFix('delete-duplicate', `dgsh creds delete ${id}`) } as const
  if (used.has(kept.id)) return { which: 'that one is used on this machine, this one is not', ...deletion }
  if (delivered.has(kept.id) && !delivered.has(id))
    return { which: 'this one was never used from this machine', ...deletion }
  return { which: 'this one is older', ...deletion }
}

/** What has no readable time counts as the oldest. */
function timeOf({ created }: Credential): number {
  const time = Date.parse(created)
  return Number.isNaN(time) ? Number.MIN_SAFE_INTEGER : time
}
