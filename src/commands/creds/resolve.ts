import type { Context } from '../../context.ts'
import { dayOf, scopesOf } from '../../credentials/columns.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { type Choosable, chooseOne, findByPrefix } from '../choose.ts'
import { resolveProject } from '../projects/choices.ts'

const FULL_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The full id in an argument that is one, or a username with one; undefined for anything shorter. */
export function fullIdOf(text: string | undefined): string | undefined {
  const id = text === undefined ? '' : withoutPrefix(text)
  return FULL_ID.test(id) ? id.toLowerCase() : undefined
}

/**
 * Resolves `[credential]`: an id, the start of one, or a username; left out, the only credential, or the one picked.
 * Asks the API for the list.
 */
export async function resolveCredential(text: string | undefined, context: Context): Promise<Credential> {
  const project = await resolveProject(context)
  const credentials = await (await context.api()).listCredentials(project)
  if (text !== undefined) return findByPrefix(withoutPrefix(text), credentialChoices(credentials))
  return chooseOne(context, credentialChoices(credentials), 'name one')
}

/**
 * Resolves several texts by one look at the list: ids, starts of ids, usernames. Each credential is there once. Throws for
 * the first text that names none, or several.
 */
export async function resolveCredentials(texts: readonly string[], context: Context): Promise<Credential[]> {
  const project = await resolveProject(context)
  const choices = credentialChoices(await (await context.api()).listCredentials(project))
  return [...new Set(texts.map((text) => findByPrefix(withoutPrefix(text), choices)))]
}

function credentialChoices(credentials: readonly Credential[]): Choosable<Credential> {
  return {
    noun: 'credential',
    items: credentials,
    idOf: ({ id }) => id,
    nameOf: (credential) =>
      `${credential.id}  ${dayOf(credential)}  ${scopesOf(credential)}  ${credential.comment ?? ''}`.trimEnd(),
  }
}

/** The id, or the start of one, in an argument that may be a username. */
export function withoutPrefix(text: string): string {
  const prefix = usernameOf('')
  return text.startsWith(prefix) ? text.slice(prefix.length) : text
}
