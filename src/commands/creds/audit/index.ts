import { type Command, Option } from 'commander'
import { parseDuration } from '../../../duration.ts'
import { declareVerb, type Perform } from '../../declare.ts'
import type { AuditOptions } from './audit.ts'
import { SEVERITIES } from './finding.ts'

const MAX_AGE = '90d'

/** `dgsh creds audit`. */
export function declareAudit(creds: Command, perform: Perform): void {
  declareVerb(creds, 'audit', {
    summary: 'Look for credentials that are old, too powerful or left behind',
    description:
      'Looks for credentials that are old, too powerful or left behind, and shows with -o wide the command that mends each finding. It changes nothing. -o sarif, which only this command has, is for code scanning. The exit code is 7 when something was found.',
    examples: [
      ['dgsh creds audit -o wide', 'findings and what mends them'],
      ['dgsh creds audit --max-age 30d --fail-on high', 'for a scheduled check'],
      ['dgsh creds audit -o sarif > dgsh.sarif', "for GitHub's code scanning"],
    ],
  })
    .addOption(
      new Option('--max-age <age>', 'older ones are old: 12h, 90d, 6w, 1y')
        .argParser((text) => parseDuration(text, '--max-age'))
        .default(parseDuration(MAX_AGE, '--max-age'), MAX_AGE),
    )
    .addOption(
      new Option('--fail-on <severity>', 'from which findings on the exit code is 7')
        .choices([...SEVERITIES, 'none'])
        .default('medium'),
    )
    .action((options: AuditOptions) =>
      perform(async (context) => (await import('./audit.ts')).run(options, context), ['sarif']),
    )
}
