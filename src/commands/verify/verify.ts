import type { Context } from '../../app/context.ts'
import { isScreen, writeListing } from '../../app/write.ts'
import { findVerifiableLogins, type VerifiableBy } from '../../credentials/verifiable-logins.ts'
import { type Verification, verifyAll, watchAll } from '../../credentials/verify-logins.ts'
import { EXIT_CODES } from '../../errors.ts'
import { message } from '../../ui/message.ts'
import { explain } from './explain.ts'
import { verificationListing } from './report.ts'
import { screenListing, summaryOf } from './screen.ts'

/** The arguments and options of `dgsh verify`. */
export interface VerifyOptions extends VerifiableBy {
  /** Milliseconds; undefined to ask once. */
  watchFor: number | undefined
}

/** Runs `dgsh verify`: one request to the registry for each credential, about every known image. */
export async function run({ watchFor, ...named }: VerifyOptions, context: Context): Promise<number> {
  const logins = await findVerifiableLogins(named, context)
  const rows = await (watchFor === undefined
    ? verifyAll(logins, context.remote)
    : watchAll(logins, watchFor, context))
  const { registry } = await context.settings()
  if (await isScreen(context)) await show(rows, registry.value, context)
  else {
    await writeListing(context, verificationListing(rows), 'nothing to verify')
    for (const row of rows) {
      for (const text of explain(row, registry.value))
        context.messages.note(message`${row.username}: ${row.verdict}: ${text}`)
    }
  }
  return exitCodeOf(rows)
}

/** On a screen each row that is not ok has its explanation below it. */
async function show(rows: readonly Verification[], registry: string, context: Context): Promise<void> {
  const summary = summaryOf(rows)
  if (summary !== undefined) context.io.stdout.write(`${summary}\n\n`)
  const isWide = (await context.settings()).output.value === 'wide'
  await writeListing(
    context,
    screenListing(rows, { registry, isWide, width: context.io.stdout.columns }),
    'nothing to verify',
  )
}

function exitCodeOf(rows: readonly Verification[]): number {
  const bad = rows.filter(({ verdict }) => verdict !== 'ok')
  if (bad.length === 0) return 0
  const isUnasked = bad.every(({ verdict }) => verdict === 'unreachable' || verdict === 'rate-limited')
  return isUnasked ? EXIT_CODES.registry_unreachable : EXIT_CODES.findings
}
