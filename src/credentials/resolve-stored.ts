import { type Choosable, chooseOne } from '../app/choose.ts'
import type { Context, Parts } from '../app/context.ts'
import { type Named, startOfComment } from '../app/credential-name.ts'
import { DgshError } from '../errors.ts'
import { listKeptIds } from '../secrets/secret-of.ts'
import { findCredential, fullIdOf, type Resolving, resolveCredential } from './resolve.ts'

/**
 * Resolves `[credential]` among those whose secrets are stored, by their ids, or by the comments that the history knows: Deepgram is
 * not asked. A whole id is taken as it is. Undefined when the store has none of that name, or none at all.
 */
export async function resolveStored(
  text: string | undefined,
  context: Context,
  { question, destructive }: Resolving = {},
): Promise<Named | undefined> {
  const comments = await readComments(context)
  const id = fullIdOf(text)
  if (id !== undefined) return { id, comment: comments.get(id) }
  const kept = await listKeptIds(context.stores, context.messages.note)
  if (kept.length === 0) return undefined
  const choices = choosable(kept.map((one) => ({ id: one, comment: comments.get(one) })))
  if (text === undefined) return chooseOne(context.io, choices, { how: 'name one', question })
  try {
    return findCredential(text, choices, { destructive, context })
  } catch (error) {
    if (error instanceof DgshError && error.code === 'credential_not_found') return undefined
    throw error
  }
}

/**
 * Resolves `[credential]` for a command that needs its id alone. Deepgram is not asked about a whole id. Without an API key, the
 * credentials are known whose secrets are stored.
 */
export async function resolveWithStore(
  text: string | undefined,
  context: Context,
  resolving: Resolving = {},
): Promise<Named> {
  const id = fullIdOf(text)
  if (id !== undefined) return { id }
  const isOffline = (await context.remote.apiKey()) === undefined
  const stored = isOffline ? await resolveStored(text, context, resolving) : undefined
  return stored ?? resolveCredential(text, context, resolving)
}

/** Returns the comments of credentials as the history has them, by their ids; none where it cannot be read. */
export async function readComments(context: Parts<'history'>): Promise<ReadonlyMap<string, string>> {
  const { entries } = await (await context.history()).read().catch(() => ({ entries: [] }))
  return new Map(
    entries.flatMap(({ credential, comment }) =>
      credential === null || comment === undefined ? [] : [[credential, comment] as const],
    ),
  )
}

function choosable(items: readonly Named[]): Choosable<Named> {
  return {
    noun: 'credential',
    items,
    idOf: ({ id }) => id,
    nameOf: ({ id, comment }) => `${id}  ${startOfComment(comment ?? '')}`.trimEnd(),
    labelOf: ({ comment }) => comment ?? '',
  }
}
