import type { Context } from '../../../context.ts'
import { ownerOf, scopesOf } from '../../../credentials/columns.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import type { Operation } from '../../../journal/operation.ts'
import { type Store, secretName } from '../../../store/store.ts'
import { confirmDeletion } from './confirm.ts'
import { deleteCredential } from './delete-credential.ts'
import { isCertain, pickCreated, requireAlone } from './find-created.ts'
import { deleteLine, goOnLine } from './go-on.ts'
import type { Obtained } from './obtain.ts'

/** What became of a request whose end is not known. */
export interface Aftermath {
  /** A new credential whose secret is in the store. */
  kept: Obtained | undefined
  /** New ones whose secret nobody has, as far as is known here; none where there is a kept one. */
  orphans: readonly Credential[]
  /** The ids of all that the list has. */
  listed: readonly string[]
}

/** Finds out what became of the request of an operation. Throws while another dgsh makes that unknowable. */
export async function lookAfter(operation: Operation, store: Store, context: Context): Promise<Aftermath> {
  const credentials = await (await context.api()).listCredentials(operation.project)
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
 * Deletes what a request left that goes on now. What is not known to be its own is deleted only by who can see it: throws
 * `input_required` where dgsh may not ask, also with `yes`, and `failed` for a no, and for several.
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
    context.say(`Credential ${orphan.id} was created, and its secret is lost: nobody can use it.`)
    await confirmDeletion({ question: `Delete ${orphan.id}?`, yes }, context)
  } else if (!(await isGivenUp(orphan, context))) {
    throw await notOurs(orphan, operation, context)
  }
  await deleteOrphan(orphan, operation, context)
}

/** Deletes what a request left that is undone now; what is not known to be its own stays where nobody says otherwise. */
export async function deleteOrLeave(
  orphans: readonly Credential[],
  operation: Operation,
  context: Context,
): Promise<void> {
  for (const orphan of orphans) {
    if (await isGivenUp(orphan, context)) await deleteOrphan(orphan, operation, context)
    else {
      context.note(
        `${orphan.id} is left; if nobody uses it: ${await deleteLine(orphan.id, operation, context)}`,
      )
    }
  }
}

/** Shows a credential that may be an orphan, and asks for it where dgsh may. */
async function isGivenUp(credential: Credential, context: Context): Promise<boolean> {
  const { id } = credential
  const created = `created ${credential.created.slice(0, 16).replace('T', ' ')} UTC`
  const about = [created, ownerOf(credential), scopesOf(credential)].filter((text) => text !== '')
  context.say(
    `Credential ${id} (${about.join(', ')}) has the same comment, and its secret is not here. It was left by the interruption, or it is in use elsewhere.`,
  )
  if (!context.canPrompt) return false
  return (await context.prompt()).confirm(`Delete ${id}?`)
}

async function deleteOrphan({ id }: Credential, { project }: Operation, context: Context): Promise<void> {
  await deleteCredential({ project, id }, context)
  context.say(`Deleted ${id}.`)
}

async function notOurs({ id }: Credential, operation: Operation, context: Context): Promise<DgshError> {
  const code = context.canPrompt ? 'failed' : 'input_required'
  return new DgshError(code, `whether credential ${id} is the one that was interrupted cannot be known`, {
    hint: [
      `if nobody uses it: ${await deleteLine(id, operation, context)}, then ${await goOnLine(operation, '--resume', context)}`,
      `if it is in use elsewhere: ${await goOnLine(operation, '--abort', context)} leaves it, then create anew`,
    ].join('\n'),
  })
}

async function severalFound(
  found: readonly Credential[],
  operation: Operation,
  context: Context,
): Promise<DgshError> {
  const lines = await Promise.all(found.map(({ id }) => deleteLine(id, operation, context)))
  if (!isCertain(operation))
    lines.push(`if all are in use elsewhere: ${await goOnLine(operation, '--abort', context)} leaves them`)
  return new DgshError('failed', `${found.length} new credentials have the comment of this one`, {
    hint: ['delete those that nobody uses, and try again:', ...lines].join('\n'),
  })
}
