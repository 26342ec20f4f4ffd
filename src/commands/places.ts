import { platform } from 'node:os'
import type { Context } from '../context.ts'
import { usernameOf } from '../deepgram/credential.ts'
import type { EngineLogin } from '../engines/engine-login.ts'
import { findLogins } from '../engines/logins.ts'
import type { EngineName } from '../vocabulary.ts'

/** A login of an engine that uses a credential. */
export interface EnginePlace {
  kind: 'engine'
  engine: EngineName
  /** For people: a file, or a credential helper and the file that names it. */
  place: string
  /** True when the engine can be given another credential there. */
  deliverable: boolean
  login: EngineLogin
}

/** A place on this machine where a credential is in use; told apart by `kind`. */
export type Place = EnginePlace

/**
 * Finds where credentials are in use: the logins of the registry in use that have their usernames. Each id has an entry,
 * which is empty when no place is known. Notes say where there may be places that could not be looked at.
 */
export async function findPlaces(
  credentialIds: readonly string[],
  context: Context,
): Promise<Map<string, Place[]>> {
  const { env, exec } = context
  const registry = (await context.settings()).registry.value
  const { logins, problems } = await findLogins({ registry, env, platform: platform(), exec })
  for (const message of new Set(problems.map((problem) => problem.message))) context.note(message)
  return new Map(
    credentialIds.map((id) => [id, logins.filter((login) => isOf(id, login)).map(enginePlace)] as const),
  )
}

/** Says which engines still have the login of a credential that is deleted. */
export function tellDeadLogins(places: readonly Place[], context: Context): void {
  for (const engine of new Set(places.map((place) => place.engine)))
    context.note(`${engine} still has its login: dgsh logout --engine ${engine}`)
}

/** Whoever typed a login by hand may have typed capitals. */
function isOf(id: string, { username }: EngineLogin): boolean {
  return username.toLowerCase() === usernameOf(id).toLowerCase()
}

function enginePlace(login: EngineLogin): EnginePlace {
  const { engine, place, deliverable } = login
  return { kind: 'engine', engine, place, deliverable, login }
}
