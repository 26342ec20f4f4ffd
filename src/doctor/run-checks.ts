import type { Context } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { repeatOptions } from '../app/repeat-options.ts'
import { DgshError, reportError } from '../errors.ts'
import { safeLine } from '../ui/safe-text.ts'
import { shorten } from '../ui/width.ts'
import { type Check, type Finding, fail, type PrintedFinding } from './check.ts'

/** A finding with the heading that it belongs under. */
export interface GroupedFinding extends PrintedFinding {
  group: Check['group']
}

/** Told of each check that has ended. */
export type Tell = (ended: number, all: number) => void

/** What a check is given beyond its time: it has limits of its own, which say more. */
const GRACE_MS = 500

/**
 * Runs all checks side by side, and gives what they found in the order of the checks. One that throws, or takes longer than it
 * may, is a finding of its own; only an interruption is thrown.
 */
export async function runChecks(
  checks: readonly Check[],
  context: Context,
  tell: Tell,
): Promise<GroupedFinding[]> {
  let ended = 0
  const found = await Promise.all(
    checks.map(async (check) => {
      const findings = await runOne(check, context)
      ended += 1
      tell(ended, checks.length)
      return findings.map((finding) => ({ ...printed(finding, context), group: check.group }))
    }),
  )
  return found.flat().map((finding) => redacted(finding, context))
}

async function runOne(check: Check, context: Context): Promise<Finding[]> {
  const clock = startClock(check)
  try {
    return await Promise.race([check.run(), clock.over])
  } catch (error) {
    if (context.host.signal.aborted) throw context.host.signal.reason
    return [explain(check, error, context)]
  } finally {
    clock.stop()
  }
}

function startClock({ name, seconds }: Check): { over: Promise<Finding[]>; stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<Finding[]>((resolve) => {
    const late = fail(
      name,
      `this was not known after ${seconds} s`,
      makeFix('debug-doctor', 'to see what takes so long: dgsh doctor --debug'),
    )
    timer = setTimeout(() => resolve([late]), seconds * 1000 + GRACE_MS)
  })
  return { over, stop: () => clearTimeout(timer) }
}

function explain({ name }: Check, error: unknown, context: Context): Finding {
  if (error instanceof DgshError && error.code === 'interrupted') throw error
  const { code, message, hint } = reportError(error)
  if (code === 'internal')
    context.messages.debug(error instanceof Error ? (error.stack ?? '') : String(error))
  const fix = oneLine(hint)
  return fail(
    name,
    message,
    fix === undefined
      ? makeFix('debug-doctor', 'to see more: dgsh doctor --debug')
      : makeFix('hint-of-error', fix),
  )
}

/** What has several lines is a list to choose from: it does not fit here, and its first line says what is to be done. */
function oneLine(hint: string | undefined): string | undefined {
  return hint?.split('\n', 1)[0]
}

function printed(finding: Finding, { options: { given } }: Context): PrintedFinding {
  const { fix } = finding
  return { ...finding, fix: fix === null ? null : repeatOptions(fix, given) }
}

/** What a finding says at most, in columns: it may quote a page. */
const LONGEST_MESSAGE = 1000

/** What is quoted may hold what is protected. */
function redacted(finding: GroupedFinding, { redaction: { redact } }: Context): GroupedFinding {
  const { message, fix } = finding
  return {
    ...finding,
    message: shorten(redact(safeLine(message)), LONGEST_MESSAGE),
    fix: fix === null ? null : redact(safeLine(fix)),
  }
}
