import type { Context, Parts } from '../app/context.ts'
import { makeFix } from '../app/fix.ts'
import { repeatOptions } from '../app/repeat-options.ts'
import { DgshError, reportError } from '../errors.ts'
import { safeLine } from '../ui/safe-text.ts'
import { shorten } from '../ui/width.ts'
import { orAfter } from '../waiting.ts'
import { type Check, type Finding, fail, type PrintedFinding } from './check.ts'

/** A finding with the heading that it belongs under. */
export interface GroupedFinding extends PrintedFinding {
  group: Check['group']
}

/** Shows how many checks have ended. */
export type ShowProgress = (ended: number, all: number) => void

/** What a check is given beyond its time, as its own limits say more. */
const GRACE_MS = 500

/**
 * Runs all checks side by side, and returns what they found in the order of the checks. One that throws, or takes longer than it
 * may, is a finding of its own; only an interruption is thrown.
 */
export async function runChecks(
  checks: readonly Check[],
  context: Context,
  show: ShowProgress,
): Promise<GroupedFinding[]> {
  let ended = 0
  const found = await Promise.all(
    checks.map(async (check) => {
      const findings = await runOne(check, context)
      ended += 1
      show(ended, checks.length)
      return findings.map((finding) => ({ ...printed(finding, context), group: check.group }))
    }),
  )
  return found.flat()
}

async function runOne(
  { name, seconds, run }: Check,
  context: Parts<'host' | 'messages'>,
): Promise<Finding[]> {
  const late = fail(
    name,
    `this was not known after ${seconds} s`,
    makeFix('debug-doctor', 'to see what takes so long: dgsh doctor --debug'),
  )
  try {
    return await orAfter(seconds * 1000 + GRACE_MS, [late], run())
  } catch (error) {
    if (context.host.signal.aborted) throw context.host.signal.reason
    return [explain(name, error, context.messages)]
  }
}

function explain(name: string, error: unknown, { debug }: Context['messages']): Finding {
  if (error instanceof DgshError && error.code === 'interrupted') throw error
  const { code, message, hint } = reportError(error)
  if (code === 'internal') debug(error instanceof Error ? (error.stack ?? '') : String(error))
  // What has several lines is a list to choose from: it does not fit here, and its first line says what is to be done.
  const [advice] = hint?.split('\n', 1) ?? []
  return fail(
    name,
    message,
    advice === undefined
      ? makeFix('debug-doctor', 'to see more: dgsh doctor --debug')
      : makeFix('hint-of-error', advice),
  )
}

/** What a finding says at most, in columns: it may quote a page. */
const LONGEST_MESSAGE = 1000

/** Completes the commands of a finding, and hides what is protected: it may be quoted. */
function printed(
  finding: Finding,
  { options: { given }, redaction: { redact } }: Parts<'options' | 'redaction'>,
): PrintedFinding {
  const { message, fix } = finding
  return {
    ...finding,
    message: shorten(redact(safeLine(message)), LONGEST_MESSAGE),
    fix: fix === null ? null : redact(safeLine(repeatOptions(fix, given))),
  }
}
