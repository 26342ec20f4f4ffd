import type { Context } from '../context.ts'
import { DgshError } from '../errors.ts'
import type { Action } from '../history/history.ts'

/** A change that was made. */
export interface Change {
  action: Action
  /** The id; left out for what concerns no single credential. */
  credential?: string
  /** Left out, the one in use, if any. */
  project?: string
  detail?: Readonly<Record<string, string>>
}

/** Adds a change to the history. A history that cannot be written is no reason to fail: that is said. */
export async function record(
  context: Context,
  { action, credential, project, detail }: Change,
): Promise<void> {
  try {
    const settings = await context.settings()
    await (await context.history()).append({
      time: context.now().toISOString(),
      action,
      credential: credential ?? null,
      project: project ?? settings.project.value ?? null,
      profile: settings.profile.value,
      detail: { ...detail },
    })
  } catch (error) {
    if (!(error instanceof DgshError)) throw error
    context.note(`the history was not written: ${error.message}`)
  }
}

/** The same for a step that may be taken again after an interruption: a change that is there already is not added. */
export async function recordOnce(context: Context, change: Change): Promise<void> {
  const isThere = await (await context.history()).read().then(
    ({ entries }) =>
      entries.some(
        ({ action, credential }) => action === change.action && credential === (change.credential ?? null),
      ),
    () => false,
  )
  if (!isThere) await record(context, change)
}
