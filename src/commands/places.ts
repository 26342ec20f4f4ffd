import type { Context } from '../context.ts'
import { usernameOf } from '../deepgram/names.ts'
import { findOnMachine, type LoginElsewhere } from '../engines/elsewhere.ts'
import type { EngineLogin } from '../engines/engine-login.ts'
import type { EngineName } from '../vocabulary.ts'
import { loginSearch } from './login-search.ts'

/** A login of an engine that uses a credential. */
export interface EnginePlace {
  kind: 'engine'
  engine: EngineName
  /** Who reads it, for people: the engine. */
  holder: string
  /** For people: a file, or a credential helper and the file that names it. */
  place: string
  /** True when the engine can be given another credential there. */
  deliverable: boolean
  login: EngineLogin
}

/** A login outside the reach of this user's engines: another user's, docker's as a snap, that of a k3s node … */
export interface OtherPlace {
  kind: 'elsewhere'
  /** Who reads it, for people: an engine, `snap`, `k3s` or `rke2`. */
  holder: string
  place: string
  deliverable: false
  login: LoginElsewhere
}

/**
 * A place on this machine where a credential is in use; told apart by `kind`. A store is none: what it keeps is used by nobody
 * but dgsh.
 */
export type Place = EnginePlace | OtherPlace

/** True for a place where another credential can be put. */
export function isDeliverable(place: Place): place is EnginePlace {
  return place.deliverable
}

/**
 * Finds where credentials are in use: the logins of the registry in use that have their usernames. Each id has an entry,
 * which is empty when no place is known. Notes say where there may be places that could not be looked at.
 */
export async function findPlaces(
  credentialIds: readonly string[],
  context: Context,
): Promise<Map<string, Place[]>> {
  const places = await findAllPlaces(context)
  return new Map(credentialIds.map((id) => [id, places.filter((place) => isOf(id, place))] as const))
}

/** The same for one credential. */
export async function placesOf(credentialId: string, context: Context): Promise<Place[]> {
  return (await findPlaces([credentialId], context)).get(credentialId) ?? []
}

/** The same for the logins of all users of the registry, whoever they are. */
export async function findAllPlaces(context: Context): Promise<Place[]> {
  const { logins, elsewhere, problems } = await findOnMachine(await loginSearch(context))
  for (const message of new Set(problems.map((problem) => problem.message))) context.note(message)
  return [...logins.map(enginePlace), ...elsewhere.map(otherPlace)]
}

/** Says who still has the login of a credential that is deleted. */
export function tellDeadLogins(places: readonly Place[], context: Context): void {
  for (const note of new Set(places.map(howToRemove))) context.note(note)
}

function howToRemove({ kind, holder, place }: Place): string {
  return kind === 'engine'
    ? `${holder} still has its login: dgsh logout --engine ${holder}`
    : `${holder} still has its login in ${place}: remove it there`
}

/** Whoever typed a login by hand may have typed capitals. */
function isOf(id: string, { login: { username } }: Place): boolean {
  return username.toLowerCase() === usernameOf(id).toLowerCase()
}

function enginePlace(login: EngineLogin): EnginePlace {
  const { engine, place, deliverable } = login
  return { kind: 'engine', engine, holder: engine, place, deliverable, login }
}

function otherPlace(login: LoginElsewhere): OtherPlace {
  const { holder, place } = login
  return { kind: 'elsewhere', holder, place, deliverable: false, login }
}
