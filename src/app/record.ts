import { DgshError } from '../errors.ts'
import type { HistoryEntry } from '../history/entry.ts'
import type { Context, Messages } from './context.ts'
import type { Redactor } from './redaction/redactor.ts'

/** What a command did; time and profile are added. */
export interface Event extends Pick<HistoryEntry, 'action' | 'credential'> {
  /** The comment of the credential, where it is known. */
  comment?: string | undefined
  /** Left out, the project that is set. */
  project?: string | null
  detail?: HistoryEntry['detail']
}

/** The calls in which it was said that the history cannot be written: once is enough. */
const noted = new WeakSet<Messages>()

/**
 * Adds what was done to the history, afterwards. Never throws: a history that cannot be written undoes nothing, so that there is
 * a note, and no more.
 */
export async function record(
  context: Context,
  { project, comment, detail = {}, action, credential }: Event,
): Promise<void> {
  try {
    const settings = await context.settings()
    const history = await context.history()
    await history.append({
      time: context.clock.now().toISOString(),
      action,
      credential,
      ...(comment === undefined ? {} : { comment: context.redaction.redact(comment) }),
      project: project === undefined ? (settings.project.value ?? null) : project,
      profile: settings.profile.value,
      detail: redactAll(detail, context.redaction),
    })
  } catch (error) {
    if (noted.has(context.messages)) return
    noted.add(context.messages)
    const reason = error instanceof DgshError ? error.message : 'something unexpected happened'
    context.messages.note(`this is missing from the history: ${reason}`)
  }
}

/** No caller hands a secret over; this is for the day when one does by mistake. */
function redactAll(detail: HistoryEntry['detail'], { redact }: Redactor): HistoryEntry['detail'] {
  return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, redact(value)]))
}

/** The same for steps that may be taken again after an interruption: what the history has of a credential stays single. */
export async function recordOnce(context: Context, ...events: readonly Event[]): Promise<void> {
  const { entries } = await (await context.history()).read().catch(() => ({ entries: [] }))
  for (const event of events) {
    const isThere = entries.some(
      ({ action, credential }) => action === event.action && credential === event.credential,
    )
    if (!isThere) await record(context, event)
  }
}
