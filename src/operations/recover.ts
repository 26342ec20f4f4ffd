import { confirmDeletion } from '../app/confirm.ts'
import type { Context, Parts } from '../app/context.ts'
import { nameOf } from '../app/credential-name.ts'
import { ownerOf, scopesOf } from '../credentials/columns.ts'
import { deleteCredential } from '../credentials/delete-credential.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { type Store, secretName } from '../store/store.ts'
import { command, message, plainText } from '../ui/message.ts'
import { isCertain, pickCreated, requireAlone } from './find-created.ts'
import { createdName, minuteOf } from './names.ts'
import type { Obtained } from './obtain.ts'
import { deleteCommand, resumeCommand } from './resume-command.ts'

/** What became of a request whose outcome is unknown. */
export interface Outcome {
  /** A new credential whose secret is in the store. */
  kept: Obtained | undefined
  /** New ones whose secret nobody has, as far as is known here; none where there is a kept one. */
  orphans: readonly Credential[]
  /** The ids of all that the list has. */
  listed: readonly string[]
}

/** Finds out what became of the request of an operation. Throws while another dgsh makes that unknowable. */
export async function inspectOutcome(operation: Operation, store: Store, context: Context): Promise<Outcome> {
  const credentials = await (await context.remote.api()).listCredentials(operation.project)
  await requireAlone(operation, context)
  const found = await pickCreated(operation, credentials, context)
  const listed = credentials.map(({ id }) => id)
  const orphans: Credential[] = []
  for (const credential of found) {
    const secret = await store.get(secretName(credential.id))
    // The id is written down before the secret is kept: another one that is kept here is of a dgsh that shares the store.
    if (secret === undefined) orphans.push(credential)
    else if (isCertain(operation)) return { kept: { credential, secret }, orphans: [], listed }
  }
  return { kept: undefined, orphans, listed }
}

/**
 * Deletes what a request left, before its operation is resumed. What may belong to somebody else is deleted only after a look:
 * throws `input_required` where prompts are disabled, also with `yes`, and `failed` for a no, and for several.
 */
export async function deleteOrphans(
  orphans: readonly Credential[],
  operation: Operation,
  yes: boolean,
  context: Context,
): Promise<void> {
  const [orphan, second] = orphans
  if (orphan === undefined) return
  if (second !== undefined) throw await severalFound(orphans, operation, context)
  if (isCertain(operation)) {
    context.messages.say(
      message`${createdName(operation, orphan.id)} was created, and its secret is lost: nobody can use it.`,
    )
    await confirmDeletion(
      { question: message`Delete ${createdName(operation, orphan.id)}?`, yes },
      context.io,
    )
  } else if (!(await isGivenUp(orphan, context))) {
    throw await notOurs(orphan, operation, context)
  }
  await deleteOrphan(orphan, operation, context)
}

/** Deletes what a request left, as its operation is undone; what may belong to somebody else is kept unless the user confirms. */
export async function deleteOrLeave(
  orphans: readonly Credential[],
  operation: Operation,
  context: Context,
): Promise<void> {
  for (const orphan of orphans) {
    if (await isGivenUp(orphan, context)) await deleteOrphan(orphan, operation, context)
    else {
      const line = await deleteCommand(orphan.id, operation, context)
      context.messages.note(message`${nameOf(orphan)} is kept; if nobody uses it: ${command(line)}`)
    }
  }
}

/** Shows a credential that may be an orphan, and asks for it where dgsh may. */
async function isGivenUp(credential: Credential, context: Parts<'io' | 'messages'>): Promise<boolean> {
  const created = `created ${minuteOf(credential.created)}`
  const about = [created, ownerOf(credential), scopesOf(credential)].filter((text) => text !== '')
  context.messages.say(
    message`${nameOf(credential)} has the same comment, and its secret is not stored here: ${about.join(', ')}.`,
  )
  context.messages.say('The interruption left it behind, or it is in use elsewhere.')
  if (!context.io.canPrompt) return false
  return (await context.io.prompt()).confirm(plainText(message`Delete ${nameOf(credential)}?`))
}

async function deleteOrphan(orphan: Credential, operation: Operation, context: Context): Promise<void> {
  const { id, comment } = orphan
  await deleteCredential({ project: operation.project, id, comment }, context)
  context.messages.step('done', 'deleted', createdName(operation, id))
}

async function notOurs(orphan: Credential, operation: Operation, context: Context): Promise<DgshError> {
  const code = context.io.canPrompt ? 'failed' : 'input_required'
  const name = plainText(nameOf(orphan))
  return new DgshError(code, `cannot tell whether ${name} belongs to the interrupted operation`, {
    reason: 'resume_in_hint',
    hint: [
      `if nobody uses it, delete it: ${await deleteCommand(orphan.id, operation, context)}`,
      `and resume: ${await resumeCommand(operation, '--resume', context)}`,
      `if it is in use elsewhere, keep it and start again: ${await resumeCommand(operation, '--abort', context)}`,
    ].join('\n'),
  })
}

async function severalFound(
  found: readonly Credential[],
  operation: Operation,
  context: Context,
): Promise<DgshError> {
  const lines = await Promise.all(found.map(({ id }) => deleteCommand(id, operation, context)))
  if (!isCertain(operation))
    lines.push(
      `if all are in use elsewhere, keep them: ${await resumeCommand(operation, '--abort', context)}`,
    )
  return new DgshError(
    'failed',
    `${found.length} new credentials have the comment "${operation.wanted.comment}"`,
    {
      hint: ['delete those that nobody uses, then try again:', ...lines].join('\n'),
    },
  )
}
