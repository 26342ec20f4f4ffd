import type { Context, Parts, Remote } from '../../app/context.ts'
import { shortId } from '../../app/credential-name.ts'
import { readCredential } from '../../credentials/delete-credential.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError } from '../../errors.ts'
import type { HistoryEntry } from '../../history/entry.ts'
import type { Rotation } from '../../journal/operation.ts'
import { plainText } from '../../ui/message.ts'
import { createdName, previousName } from '../names.ts'
import { deleteCommand, resumeCommand } from '../resume-command.ts'

/** What is reported of a credential that has replaced another. */
export type Successor = Pick<Credential, 'id' | 'username' | 'scopes'>

/**
 * Returns the credential that has replaced the previous one of a rotation: its successor, or the successor of that, as the history
 * has it. Throws `failed` when none of them exists, unless the previous one is being deleted already.
 */
export async function readSuccessor(
  created: string,
  operation: Rotation,
  context: Context,
): Promise<Successor> {
  const { previous, project, step, wanted } = operation
  const found = await findExisting(await successorsOf(created, context), project, context.remote)
  if (found !== undefined && found.id !== created)
    context.messages.note(`${shortId(created)} has been replaced by ${shortId(found.id)} since`)
  if (found !== undefined) return found
  if (step === 'deleting') return { id: created, username: usernameOf(created), scopes: wanted.scopes }
  const names = [createdName(operation, created), previousName(operation)].map(plainText)
  throw new DgshError('failed', `${names.join(', the successor of ')}, is deleted`, {
    hint: [
      `to keep the previous credential: ${await resumeCommand(operation, '--abort', context)}`,
      `to delete it, too: ${await deleteCommand(previous, operation, context)}`,
    ].join('\n'),
  })
}

/** Returns the first of several credentials that exists. */
export async function findExisting(
  ids: Iterable<string>,
  project: string,
  remote: Remote,
): Promise<Credential | undefined> {
  for (const id of ids) {
    const credential = await readCredential({ project, id }, remote)
    if (credential !== undefined) return credential
  }
  return undefined
}

/** Returns the id of a credential, that of its successor as the history has it, and so on. */
export async function successorsOf(id: string, context: Parts<'history'>): Promise<Set<string>> {
  const { entries } = await (await context.history()).read()
  const successors = new Set<string>()
  let next: string | undefined = id
  while (next !== undefined && !successors.has(next)) {
    successors.add(next)
    next = replacementOf(next, entries)
  }
  return successors
}

function replacementOf(id: string, entries: readonly HistoryEntry[]): string | undefined {
  const isOfThat = ({ action, credential }: HistoryEntry) =>
    action === 'credential_rotated' && credential === id
  return entries.findLast(isOfThat)?.detail.replaced_by
}
