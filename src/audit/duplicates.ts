import { makeFix } from '../app/fix.ts'
import type { Credential } from '../deepgram/credential.ts'
import type { AuditFacts, Finding, Rule, Verdict } from './finding.ts'

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

/** Returns the ids of those that are compared: for these, their usage has to be known. */
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
  const groups = new Map<string, Credential[]>()
  for (const credential of credentials) {
    const likeness = interrupted.has(credential.id) ? undefined : likenessOf(credential)
    if (likeness !== undefined) groups.set(likeness, [...(groups.get(likeness) ?? []), credential])
  }
  return [...groups.values()].filter(({ length }) => length > 1)
}

function likenessOf({ owner, scopes, comment = '' }: Credential): string | undefined {
  const member = owner.member_id ?? owner.email
  if (member === undefined || comment.trim() === '') return undefined
  return JSON.stringify([member, [...scopes].sort(), comment.trim()])
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
    const { id: rule, severity } = duplicate
    return { rule, severity, credential, ...judge(credential, kept, { delivered, used }) }
  })
}

function judge(
  { id }: Credential,
  kept: Credential,
  { delivered = new Set(), used }: Pick<AuditFacts, 'delivered' | 'used'>,
): Verdict {
  const message = (which: string) => `has the same owner, scopes and comment as ${kept.id}; ${which}`
  if (used.has(id))
    return {
      message: message('both are used on this machine'),
      remedy: 'look',
      fix: makeFix('compare-duplicates', `dgsh where ${id}`),
    }
  const which = used.has(kept.id)
    ? 'that one is used on this machine, this one is not'
    : delivered.has(kept.id) && !delivered.has(id)
      ? 'this one was never used from this machine'
      : 'this one is older'
  return {
    message: message(which),
    remedy: 'delete',
    fix: makeFix('delete-duplicate', `dgsh creds delete ${id}`),
  }
}

/** What has no readable time counts as the oldest. */
function timeOf({ created }: Credential): number {
  const time = Date.parse(created)
  return Number.isNaN(time) ? Number.MIN_SAFE_INTEGER : time
}
