import { type Command, Option } from 'commander'
import { SEVERITIES } from '../../../audit/finding.ts'
import { parseDuration } from '../../../duration.ts'
import { declareVerb, type Perform } from '../../declaration/declare.ts'
import type { AuditOptions } from './audit.ts'

const MAX_AGE = '90d'

/** Declares `dgsh creds audit`. */
export function declareAudit(creds: Command, perform: Perform): void {
  declareVerb(creds, 'audit', {
    summary: 'Look for credentials that are old, too powerful or left behind',
    description:
      'Look for credentials that are old, too powerful or left behind, and show the command that fixes each. Nothing is changed. The exit code is 7 when there are findings. -o sarif is for code scanning.',
    examples: [
      ['dgsh creds audit', 'Show what needs attention, and the command that fixes it'],
      ['dgsh creds audit --max-age 30d --fail-on high', 'In a scheduled check: fail only on severe findings'],
      ['dgsh creds audit -o sarif > dgsh.sarif', "Write a report for GitHub's code scanning"],
    ],
  })
    .addOption(
      new Option('--max-age <age>', 'Report credentials older than this: 12h, 90d, 6w, 1y')
        .argParser((text) => parseDuration(text, '--max-age'))
        .default(parseDuration(MAX_AGE, '--max-age'), MAX_AGE),
    )
    .addOption(
      new Option('--fail-on <severity>', 'Exit with code 7 when a finding is at least this severe')
        .choices([...SEVERITIES, 'none'])
        .default('medium'),
    )
    .option(
      '--all',
      'Also show credentials that need no action, such as those never used from this machine',
      false,
    )
    .action((options: Omit<AuditOptions, 'sarif'>) =>
      perform(
        async (context, sarif) => (await import('./audit.ts')).run({ ...options, sarif }, context),
        'sarif',
      ),
    )
}
