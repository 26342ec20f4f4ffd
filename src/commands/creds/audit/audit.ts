import { version } from '../../../../package.json'
import type { Context, Messages } from '../../../app/context.ts'
import { resolveProject } from '../../../app/project.ts'
import { repeatOptions } from '../../../app/repeat-options.ts'
import { isScreen, writeListing } from '../../../app/write.ts'
import { type AuditFacts, isAtLeast, type PrintedFinding, type Severity } from '../../../audit/finding.ts'
import { gatherFacts } from '../../../audit/gather.ts'
import { audit } from '../../../audit/rules.ts'
import { noCredentials, ownerOf } from '../../../credentials/columns.ts'
import { readMembers } from '../../../credentials/read-members.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { EXIT_CODES } from '../../../errors.ts'
import { findingListing, summarize } from './report.ts'
import { sarifOf } from './sarif.ts'
import { renderScreen } from './screen.ts'

/** The options of `dgsh creds audit`. */
export interface AuditOptions {
  /** Milliseconds. */
  maxAge: number
  /** The least severity that makes the exit code 7. */
  failOn: Severity | 'none'
  /** True: a screen also shows what needs no action. */
  all: boolean
  /** True: the JSON is SARIF. */
  sarif: boolean
}

/** Runs `dgsh creds audit`: its exit code 7 is an answer, not an error. */
export async function run({ maxAge, failOn, ...shown }: AuditOptions, context: Context): Promise<number> {
  const project = await resolveProject(context)
  const api = await context.remote.api()
  const [credentials, members] = await Promise.all([api.listCredentials(project), readMembers(api, project)])
  const now = api.now()
  const facts = await gatherFacts(credentials, { now, maxAge, members }, context)
  const findings = audit(credentials, facts).map((finding) => ({
    ...finding,
    fix: repeatOptions(finding.fix, context.options.given),
  }))
  await write(findings, { credentials, project, now, ...shown }, context)
  reportVisibility(credentials, facts, context.messages)
  return findings.some(({ severity }) => isAtLeast(severity, failOn)) ? EXIT_CODES.findings : 0
}

interface Audited extends Pick<AuditOptions, 'all' | 'sarif'> {
  credentials: readonly Credential[]
  project: string
  now: Date
}

async function write(
  findings: readonly PrintedFinding[],
  { credentials, project, now, all, sarif }: Audited,
  context: Context,
): Promise<void> {
  if (credentials.length > 0 && (await isScreen(context))) {
    const { columns: width } = context.io.stdout
    const style = {
      palette: await context.io.palette('stdout'),
      width,
      redact: context.redaction.redactOutput,
    }
    context.io.stdout.write(renderScreen(findings, { credentials, all, now }, style))
    return
  }
  const summary = summarize(findings, credentials.length)
  const noteWhenEmpty = credentials.length === 0 ? noCredentials : summary
  const document = sarif ? sarifOf({ findings, project, version }) : undefined
  await writeListing(context, findingListing(findings, document), noteWhenEmpty)
  if (findings.length === 0) return
  const { output } = await context.settings()
  context.messages.say(
    output.value === 'table' ? `${summary}; to see the fixes: dgsh creds audit -o wide` : summary,
  )
}

/** "No findings" does not mean that all is well: the user has to know what was looked at. */
function reportVisibility(
  credentials: readonly Credential[],
  { members }: AuditFacts,
  messages: Messages,
): void {
  if (members === undefined) {
    messages.note(
      'this API key cannot read the members of the project: owner-gone is not checked, and there may be credentials of others that it cannot see',
    )
  } else if (credentials.length > 0 && new Set(credentials.map(ownerOf)).size === 1) {
    messages.note(
      'all credentials belong to one member: there may be credentials of others that this API key cannot see',
    )
  }
}
