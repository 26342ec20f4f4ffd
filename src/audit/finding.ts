import type { Fix } from '../app/fix.ts'
import type { Credential } from '../deepgram/credential.ts'
import type { Member } from '../deepgram/project.ts'

/** How bad a finding is, the worst first. */
export const SEVERITIES = ['high', 'medium', 'low'] as const

/** A value of {@link Finding.severity}. */
export type Severity = (typeof SEVERITIES)[number]

/** What a fix does: the one that makes the others of a credential pointless stands first. */
export const REMEDIES = ['resume', 'delete', 'replace', 'rotate', 'describe', 'look'] as const

/** A value of {@link Finding.remedy}; `describe` gives it a comment, `look` changes nothing by itself. */
export type Remedy = (typeof REMEDIES)[number]

/** Something about a credential that should not stay as it is. */
export interface Finding {
  /** The id of the {@link Rule}. */
  rule: string
  severity: Severity
  credential: Credential
  /** What is wrong, as the end of a sentence about the credential; may hold text from the server. */
  message: string
  remedy: Remedy
  /**
   * One command line to paste. Nothing from the server is in it but ids, checked names, and in quotes a comment of letters,
   * digits and marks that no shell reads anything into, with or without them.
   */
  fix: Fix
}

/** A finding as it is printed: its fix has the options that it needs. */
export interface PrintedFinding extends Omit<Finding, 'fix'> {
  fix: string
}

/** What the rules look at beside the credentials. */
export interface AuditFacts {
  now: Date
  /** Milliseconds after which a credential is old. */
  maxAge: number
  /** Undefined when they could not be read. */
  members: readonly Member[] | undefined
  /** The ids of the credentials that dgsh gave to an engine from this machine; undefined when that is not known. */
  delivered: ReadonlySet<string> | undefined
  /** The command that resumes it, for each id that an interrupted creation or rotation left behind. */
  interrupted: ReadonlyMap<string, Fix>
  /** The rotations that are not at their end, by the ids of the previous credentials. */
  rotations: ReadonlyMap<string, BegunRotation>
  /**
   * The ids of those that a rotation may delete, as it can give the new one to all who are known to use them: the engines of
   * this machine, or only the store. It is asked about no others than those that are to be rotated.
   */
  replaceable: ReadonlySet<string>
  /** The ids of those that a login of this machine has. It is asked about no others than those that are there twice. */
  used: ReadonlySet<string>
}

/** A rotation that waits to be resumed. */
export interface BegunRotation {
  /** The command that does. */
  fix: Fix
  /** For the end of a message. */
  state: string
}

/** One thing that is looked for. */
export interface Rule {
  /** Its name in every output; scripts rely on it: add, never rename. */
  id: string
  /** How bad its findings usually are. */
  severity: Severity
  /** One line. */
  summary: string
  /** Why it matters and what to do. */
  help: string
  find: (credentials: readonly Credential[], facts: AuditFacts) => Finding[]
}

/** What a rule says of one credential. */
export interface Verdict extends Pick<Finding, 'message' | 'remedy' | 'fix'> {
  /** Left out, that of the rule. */
  severity?: Severity
}

/** Makes a rule that looks at each credential by itself; undefined from `judge` is no finding. */
export function ruleOfEach(
  rule: Omit<Rule, 'find'>,
  judge: (credential: Credential, facts: AuditFacts) => Verdict | undefined,
): Rule {
  return {
    ...rule,
    find: (credentials, facts) =>
      credentials.flatMap((credential) => {
        const verdict = judge(credential, facts)
        return verdict === undefined
          ? []
          : [{ rule: rule.id, severity: rule.severity, credential, ...verdict }]
      }),
  }
}

/** Returns whether something is as bad as the limit, or worse; nothing reaches `none`. */
export function isAtLeast(severity: Severity, limit: Severity | 'none'): boolean {
  return limit !== 'none' && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit)
}

/** Returns the commands that fix what was found in one credential: the one that makes the others pointless, after a look that it needs. */
export function chooseFixes(findings: readonly PrintedFinding[]): string[] {
  const [first] = REMEDIES.flatMap((wanted) => findings.filter(({ remedy }) => remedy === wanted))
  if (first === undefined) return []
  // Of two that are alike and in use, nothing may be changed before it is known where.
  const look = findings.find(({ rule, remedy }) => rule === 'duplicate' && remedy === 'look')
  return look === undefined || look === first ? [first.fix] : [look.fix, first.fix]
}
