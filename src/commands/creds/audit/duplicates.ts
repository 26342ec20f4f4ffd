import type { Credential } from '../../../deepgram/credential.ts'
import type { AuditFacts, Finding, Rule } from './finding.ts'

/**
 * Same owner, same scopes and same comment as another. One of such a group is kept: the newest that was delivered from here,
 * else the newest; each of the others is a finding. Those without a comment or a known owner are not compared: nothing
 * says that they are for the same purpose.
 */
export const duplicate: Rule = {
  id: 'duplicate',
  severity: 'medium',
  summary: 'A credential is there twice',
  help: 'Two with the same owner, scopes and comment are mostly what an interrupted or repeated creation left behind. Delete the one that is not in use; where each is, dgsh cannot know for other machines.',
  find: (credentials, { delivered = new Set() }) =>
    [...groupAlike(credentials).values()].flatMap((group) => findingsOf(group, delivered)),
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
  delivered: NonNullable<AuditFacts['delivered']>,
): Finding[] {
  const newestFirst = [...group].sort((a, b) => timeOf(b) - timeOf(a))
  const kept = newestFirst.find(({ id }) => delivered.has(id)) ?? newestFirst[0]
  return newestFirst.flatMap((credential) => {
    if (kept === undefined || credential === kept) return []
    const isUnused = delivered.has(kept.id) && !delivered.has(credential.id)
    const which = isUnused ? 'this one was never delivered from here' : 'this one is older'
    return {
      rule: duplicate.id,
      severity: duplicate.severity,
      credential,
      message: `has owner, scopes and comment of ${kept.id}; ${which}`,
      fix: `dgsh creds delete ${credential.id}`,
    }
  })
}

/** What has no readable time counts as the oldest. */
function timeOf({ created }: Credential): number {
  const time = Date.parse(created)
  return Number.isNaN(time) ? Number.MIN_SAFE_INTEGER : time
}
