import { makeFix } from '../app/fix.ts'
import { ownerOf } from '../credentials/columns.ts'
import type { Credential } from '../deepgram/credential.ts'
import type { Member } from '../deepgram/project.ts'
import { formatDuration } from '../duration.ts'
import { duplicate } from './duplicates.ts'
import { type AuditFacts, type Finding, type Rule, ruleOfEach, SEVERITIES, type Verdict } from './finding.ts'
import { allProducts, createLine, excessScopes } from './scope-rules.ts'

/** From how many times the greatest age on it is worse. */
const MUCH_TOO_OLD = 4

/** Older than `--max-age`; one whose time of creation cannot be read is not judged. */
const old = ruleOfEach(
  {
    id: 'old',
    severity: 'medium',
    summary: 'A credential is older than it should be',
    help: 'Credentials do not expire: what leaked long ago still works. Rotate it.',
  },
  (credential, facts) => {
    const { now, maxAge } = facts
    const age = now.getTime() - Date.parse(credential.created)
    if (!(age > maxAge)) return undefined
    const isWorse = age >= MUCH_TOO_OLD * maxAge
    const limit = formatDuration(isWorse ? MUCH_TOO_OLD * maxAge : maxAge)
    return {
      severity: isWorse ? 'high' : 'medium',
      ...takeOutOfUse(`is older than ${limit}`, credential, facts),
    }
  },
)

const noComment = ruleOfEach(
  {
    id: 'no-comment',
    severity: 'low',
    summary: 'A credential has no comment',
    help: 'Nobody can tell what it is for, so nobody dares to delete it. Comments cannot be changed: put one with a comment in its place, and delete this one.',
  },
  (credential) =>
    (credential.comment ?? '').trim() === ''
      ? {
          message: 'has no comment',
          remedy: 'describe',
          fix: makeFix('create-with-comment', createLine(credential)),
        }
      : undefined,
)

const ownerGone = ruleOfEach(
  {
    id: 'owner-gone',
    severity: 'high',
    summary: 'The owner of a credential is no longer a member of the project',
    help: 'Whoever left may still have the secret. Rotate it: the new one belongs to the owner of the API key.',
  },
  (credential, facts) => {
    const { members } = facts
    if (members === undefined || !isGone(credential, members)) return undefined
    const owner = ownerOf(credential)
    return takeOutOfUse(`belongs to ${owner}, who is no longer a member of the project`, credential, facts)
  },
)

const interrupted = ruleOfEach(
  {
    id: 'interrupted',
    severity: 'high',
    summary: 'A credential was left behind by an interrupted creation or rotation',
    help: 'Its secret may be lost, so that it is of no use to anybody, or it is not delivered yet. Go on with what was interrupted, or undo it with --abort.',
  },
  ({ id }, facts) => {
    const fix = facts.interrupted.get(id)
    return fix === undefined
      ? undefined
      : {
          message: 'was left behind when dgsh was interrupted; its secret may be lost',
          remedy: 'resume',
          fix,
        }
  },
)

const neverDelivered = ruleOfEach(
  {
    id: 'never-delivered',
    severity: 'low',
    summary: 'A credential was never used from this machine',
    help: 'It may be in use on other machines, or nowhere: Deepgram does not tell when a credential was last used. Look where it is used before you log an engine in with it, which replaces the login that the engine has, or delete it.',
  },
  ({ id }, { delivered }) =>
    delivered === undefined || delivered.has(id)
      ? undefined
      : {
          message: 'was never used from this machine; other machines may use it',
          // A login would replace the one that an engine has, with other scopes; deleting may stop another machine.
          remedy: 'look',
          fix: makeFix('find-undelivered', `dgsh where ${id}`),
        },
)

/** All rules, in the order in which their findings are listed where they are equally bad. */
export const RULES: readonly Rule[] = [
  interrupted,
  ownerGone,
  allProducts,
  old,
  excessScopes,
  duplicate,
  noComment,
  neverDelivered,
]

/** Returns what the rules find: the worst first, then in the order of {@link RULES}, then in that of the credentials. */
export function audit(
  credentials: readonly Credential[],
  facts: AuditFacts,
  rules: readonly Rule[] = RULES,
): Finding[] {
  const findings = rules.flatMap((rule) => rule.find(credentials, facts))
  return SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity))
}

/** Returns the ids of those whose findings a rotation fixes: for these, their usage has to be known. */
export function idsToRotate(credentials: readonly Credential[], facts: AuditFacts): string[] {
  return [...new Set(audit(credentials, facts, [old, ownerGone]).map(({ credential }) => credential.id))]
}

/**
 * Rotates a credential. Where a rotation may not delete the previous one, which is when something uses it that dgsh cannot give the
 * new one, it keeps it: else it would refuse.
 */
function takeOutOfUse(message: string, { id }: Credential, { rotations, replaceable }: AuditFacts): Verdict {
  const begun = rotations.get(id)
  if (begun !== undefined) return { message: `${message}; ${begun.state}`, remedy: 'resume', fix: begun.fix }
  const line = `dgsh creds rotate ${id}`
  const fix = replaceable.has(id) ? makeFix('rotate', line) : makeFix('rotate-keep-old', `${line} --keep-old`)
  return { message, remedy: 'rotate', fix }
}

/** One whose owner is not told is not judged. */
function isGone({ owner }: Credential, members: readonly Member[]): boolean {
  const { member_id: id, email } = owner
  if (id !== undefined) return !members.some((member) => member.member_id.toLowerCase() === id.toLowerCase())
  if (email === undefined || members.some((member) => member.email === undefined)) return false
  return !members.some((member) => member.email?.toLowerCase() === email.toLowerCase())
}
