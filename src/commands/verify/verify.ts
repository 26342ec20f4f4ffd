import type { Context } from '../../app/context.ts'
import { nameOf } from '../../app/credential-name.ts'
import { isScreen, writeListing } from '../../app/write.ts'
import { DgshError, EXIT_CODES, isPassing } from '../../errors.ts'
import { KNOWN_REPOSITORIES } from '../../registry/images.ts'
import { judgeAnswer, judgeFailure } from '../../registry/verdict.ts'
import { message } from '../../ui/message.ts'
import { doublingPauses, pollUntil } from '../../waiting.ts'
import { explain } from './explain.ts'
import { type Verification, verificationListing } from './report.ts'
import { screenListing, summaryOf } from './screen.ts'
import type { VerifyOptions } from './subjects.ts'
import { findSubjects, type Subject } from './subjects.ts'

/** Runs `dgsh verify`: one request to the registry for each credential, about every known image. */
export async function run(options: VerifyOptions, context: Context): Promise<number> {
  const subjects = await findSubjects(options, context)
  const rows = await (options.watchFor === undefined
    ? verifyAll(subjects, context)
    : watch(subjects, options.watchFor, context))
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

/** One after the other: Quay limits requests. */
async function verifyAll(subjects: readonly Subject[], context: Context): Promise<Verification[]> {
  const rows: Verification[] = []
  for (const subject of subjects) rows.push({ ...subject, ...(await ask(subject, context)) })
  return rows
}

async function ask({ username, secret, scopes }: Subject, context: Context) {
  try {
    const registry = await context.remote.registry()
    const answer = await registry.askAccess({ username, secret, repositories: KNOWN_REPOSITORIES })
    return judgeAnswer(answer, scopes)
  } catch (error) {
    if (isPassing(error) || (error instanceof DgshError && error.code === 'invalid_response'))
      return judgeFailure(error)
    throw error
  }
}

/** Asks again until all are ok or the time is over; says when a verdict changes. */
function watch(subjects: readonly Subject[], time: number, context: Context): Promise<Verification[]> {
  const { clock, messages } = context
  const last = new Map<string, string>()
  return pollUntil({
    async ask() {
      const rows = await verifyAll(subjects, context)
      for (const { id, username, comment, verdict } of rows) {
        if (last.get(username) !== verdict) messages.say(message`${nameOf({ id, comment })}: ${verdict}`)
        last.set(username, verdict)
      }
      return rows
    },
    isDone: (rows) => rows.every(({ verdict }) => verdict === 'ok'),
    pauses: doublingPauses({ first: 1000, longest: 15_000, within: time }, clock),
    clock,
  })
}

function exitCodeOf(rows: readonly Verification[]): number {
  const bad = rows.filter(({ verdict }) => verdict !== 'ok')
  if (bad.length === 0) return 0
  const isUnasked = bad.every(({ verdict }) => verdict === 'unreachable' || verdict === 'rate-limited')
  return isUnasked ? EXIT_CODES.registry_unreachable : EXIT_CODES.findings
}
