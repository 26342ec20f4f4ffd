import type { Remote } from '../app/context.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import type { CredentialKey } from './delete-credential.ts'

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
