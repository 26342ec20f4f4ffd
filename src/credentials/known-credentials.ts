import type { Context, Parts } from '../app/context.ts'
import type { Credential } from '../deepgram/credential.ts'
import { once } from '../once.ts'

/** Gives the credentials of the project, by their ids; none when Deepgram cannot be asked, or does not answer soon. */
export type KnownCredentials = () => Promise<ReadonlyMap<string, Credential>>

/** Comments are nice to have: nobody waits longer for them. */
const SECONDS = 3

/** Makes what asks Deepgram for the credentials once, at the first call. It never throws, and never asks a question. */
export function knownCredentials(context: Context): KnownCredentials {
  return once(async () => {
    try {
      return await list(context)
    } catch (error) {
      context.messages.debug(
        `the comments are not known: ${error instanceof Error ? error.message : 'an error'}`,
      )
      return new Map()
    }
  })
}

async function list(context: Parts<'remote' | 'settings'>): Promise<ReadonlyMap<string, Credential>> {
  const key = await context.remote.apiKey()
  if (key === undefined) return new Map()
  const { timeout, project } = await context.settings()
  const seconds = Math.min(SECONDS, timeout.value)
  const api = await context.remote.apiWith(key.value, seconds)
  const [only, second] = project.value === undefined ? await api.listProjects() : []
  const id = project.value ?? (second === undefined ? only?.id : undefined)
  const credentials = id === undefined ? [] : await api.listCredentials(id)
  return new Map(credentials.map((credential) => [credential.id, credential]))
}
