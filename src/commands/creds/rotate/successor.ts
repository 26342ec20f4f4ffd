import type { Context } from '../../../context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { usernameOf } from '../../../deepgram/names.ts'
import { DgshError } from '../../../errors.ts'
import type { HistoryEntry } from '../../../history/entry.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { deleteLine, goOnLine } from '../lifecycle/go-on.ts'
import { readCredential } from '../lifecycle/read-credential.ts'

/** What is told of a credential that has replaced another. */
export type Successor = Pick<Credential, 'id' | 'username' | 'scopes'>

/**
 * The credential that has replaced the old one of a rotation: the new one, or what that was replaced by since, as the history
 * has it. Throws `failed` when none of them is there, unless the old one is being deleted already.
 */
export async function readSuccessor({ operation }: OperationLog, context: Context): Promise<Successor> {
  const { created = '', project, step, wanted } = operation
  for (const id of await heirsOf(created, context)) {
    const credential = await readCredential({ project, id }, context)
    if (credential === undefined) continue
    if (id !== created) context.note(`${created} was replaced by ${id} since`)
    return credential
  }
  if (step === 'deleting') return { id: created, username: usernameOf(created), scopes: wanted.scopes }
  throw new DgshError('failed', `${created}, which replaced ${operation.old}, is deleted`, {
    hint: [
      `${await goOnLine(operation, '--abort', context)} keeps ${operation.old}`,
      `${await deleteLine(operation.old ?? '', operation, context)} deletes it all the same`,
    ].join('\n'),
  })
}

/** The id of a credential, that of what it was replaced by as the history has it, and so on. */
export async function heirsOf(id: string, context: Context): Promise<Set<string>> {
  const { entries } = await (await context.history()).read()
  const heirs = new Set<string>()
  let next: string | undefined = id
  while (next !== undefined && !heirs.has(next)) {
    heirs.add(next)
    next = replacementOf(next, entries)
  }
  return heirs
}

function replacementOf(id: string, entries: readonly HistoryEntry[]): string | undefined {
  const isOfThat = ({ action, credential }: HistoryEntry) =>
    action === 'credential_rotated' && credential === id
  return entries.findLast(isOfThat)?.detail.replaced_by
}
