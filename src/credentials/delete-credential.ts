import type { Context, Parts, Remote } from '../app/context.ts'
import { recordOnce } from '../app/record.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import { endServedLogins } from '../secrets/served-logins.ts'
import { type Store, secretName } from '../store/store.ts'
import { pollUntil } from '../waiting.ts'

/** A credential by its project and its id. */
export interface CredentialKey {
  project: string
  id: string
  /** For the history. */
  comment?: string | undefined
}

/**
 * Deletes a credential, and adds that to the history. It is fine if it is deleted already: by an attempt whose outcome was
 * unknown, or by somebody else. No answer is believed: the list decides. Throws `failed` when the list still has it after a
 * few seconds, and the error of an unclear answer or of a list that proves nothing.
 */
export async function deleteCredential(key: CredentialKey, context: Context): Promise<'deleted' | 'gone'> {
  const answer = await ask(key, context)
  await requireGone(key, answer, context)
  const { id: credential, project, comment } = key
  await recordOnce(context, { action: 'credential_deleted', credential, project, comment })
  await endServedLogins(credential, context)
  return answer.outcome
}

/** The same, and forgets its secret. */
export async function deleteWithSecret(key: CredentialKey, store: Store, context: Context): Promise<void> {
  await deleteCredential(key, context)
  await forgetSecret(key, store, context)
}

/** Forgets the secret of a credential that is deleted; a store that can only be read keeps it. */
export async function forgetSecret(
  { project, id, comment }: CredentialKey,
  store: Store,
  context: Context,
): Promise<void> {
  if (!store.writable || (await store.get(secretName(id))) === undefined) return
  // In this order, so that an interruption between the two leaves nothing unrecorded.
  const detail = { store: store.name }
  await recordOnce(context, { action: 'secret_forgotten', credential: id, project, comment, detail })
  await store.delete(secretName(id))
}

/** What the request says of its credential. `unclear`: the error by which it does not say anything. */
type Answer = { outcome: 'deleted' | 'gone'; unclear?: DgshError }

async function ask({ project, id }: CredentialKey, context: Parts<'host' | 'remote'>): Promise<Answer> {
  try {
    const answer = await (await context.remote.api()).deleteCredential(project, id)
    return { outcome: answer === 'deleted' ? 'deleted' : 'gone' }
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    if (error.code === 'credential_not_found') return { outcome: 'gone' }
    if (!error.mayHaveHappened) throw error
    return { outcome: 'deleted', unclear: error }
  }
}

/** The pauses before the list is read again, in which a deletion may reach it. */
const PAUSES_MS = [250, 500, 1000, 2000]

async function requireGone(
  key: CredentialKey,
  { outcome, unclear }: Answer,
  context: Context,
): Promise<void> {
  const isThere = await pollUntil({
    ask: () => isListed(key, unclear, context),
    isDone: (isThere) => !isThere,
    pauses: PAUSES_MS,
    clock: context.clock,
  })
  if (!isThere) return
  const { id } = key
  if (unclear !== undefined)
    throw new DgshError(unclear.code, `credential ${id} was not deleted: ${unclear.message}`, {
      hint: KEPT,
      requestId: unclear.requestId,
    })
  const claim =
    outcome === 'deleted' ? `that it deleted credential ${id}` : `that there is no credential ${id}`
  throw new DgshError('failed', `Deepgram answers ${claim}, but still lists it`, { hint: KEPT })
}

/** A list that does not come, or that is no list, proves nothing. */
async function isListed(
  { project, id }: CredentialKey,
  unclear: DgshError | undefined,
  context: Parts<'host' | 'remote'>,
): Promise<boolean> {
  try {
    return await (await context.remote.api()).isListed(project, id)
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    const { code, message, requestId } = unclear ?? error
    throw new DgshError(code, `cannot tell whether credential ${id} was deleted: ${message}`, {
      hint: KEPT,
      requestId,
      mayHaveHappened: true,
    })
  }
}

const KEPT = 'its secret is still stored, if it was; run the same command again in a minute'

/** A credential as Deepgram has it; undefined when it is deleted. */
export async function readCredential(
  { project, id }: CredentialKey,
  remote: Remote,
): Promise<Credential | undefined> {
  try {
    return await (await remote.api()).getCredential(project, id)
  } catch (error) {
    if (error instanceof DgshError && error.code === 'credential_not_found') return undefined
    throw error
  }
}
