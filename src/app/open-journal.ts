import { callerOfSudo } from '../files/trust.ts'
import type { Journal } from '../journal/journal.ts'
import type { Processes } from '../journal/runner.ts'
import type { Context } from './context.ts'

/** Opens the journal of this user. */
export async function openJournalOf(
  { host: { env, paths }, messages: { debug }, clock: { now } }: Context,
  world: { processes: Processes; checkpoint: (point: string) => void },
): Promise<Journal> {
  const { journalDirectory, openJournal } = await import('../journal/journal.ts')
  const { entrySchema, operationFile } = await import('../journal/operation-file.ts')
  const { openJsonFile } = await import('../settings/json-file.ts')
  const directory = journalDirectory(paths.state)
  const trust = { caller: callerOfSudo(env) }
  const open = (name: string) => operationFile(openJsonFile({ directory, name, schema: entrySchema, trust }))
  return openJournal({ directory, open, debug, now, every, ...world })
}

/** Keeps no process alive. */
function every(ms: number, action: () => Promise<void>): () => void {
  const timer = setInterval(() => void action(), ms)
  timer.unref()
  return () => clearInterval(timer)
}
