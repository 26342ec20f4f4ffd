import type { Context } from '../../app/context.ts'
import { isForPeople, writeData, writeListing } from '../../app/write.ts'
import type { Check } from '../../doctor/check.ts'
import { listChecks } from '../../doctor/checks.ts'
import type { PullSecretPlace } from '../../doctor/pull-secret-fix.ts'
import { type GroupedFinding, runChecks, type ShowProgress } from '../../doctor/run-checks.ts'
import { EXIT_CODES } from '../../errors.ts'
import { createProgress } from '../../ui/progress.ts'
import { findingData, findingListing, renderPage } from './report.ts'

/** The options of `dgsh doctor`. */
export interface DoctorOptions {
  /** Left out, no cluster is asked. */
  pullSecret: PullSecretPlace | undefined
  /** Shows the checks that passed, too. */
  all?: boolean
}

/** Runs `dgsh doctor`: its exit code 7 is an answer, not an error. */
export async function run(options: DoctorOptions, context: Context): Promise<number> {
  const findings = await examine(await listChecks(context, options.pullSecret), context)
  await write(findings, options, context)
  return findings.some(({ status }) => status === 'fail') ? EXIT_CODES.findings : 0
}

async function examine(checks: readonly Check[], context: Context): Promise<GroupedFinding[]> {
  const progress = createProgress(context.io.stderr, context.host.env)
  // The lines of --debug show more.
  const show: ShowProgress =
    context.options.flags.debug === true
      ? () => {}
      : (ended, all) => progress.show(`checking … ${ended} of ${all}`)
  show(0, checks.length)
  try {
    return await runChecks(checks, context, show)
  } finally {
    progress.clear()
  }
}

async function write(
  findings: readonly GroupedFinding[],
  { all = false }: DoctorOptions,
  context: Context,
): Promise<void> {
  if (await writeData(context, { checks: findings.map(findingData) })) return
  const { stdout } = context.io
  const { flags } = context.options
  if (!(await isForPeople(context)) || flags.columns !== undefined)
    return writeListing(context, findingListing(findings), '')
  const palette = await context.io.palette('stdout')
  stdout.write(
    renderPage(
      findings,
      { isTTY: stdout.isTTY, width: stdout.columns, palette, redact: context.redaction.redactOutput },
      all,
    ),
  )
}
