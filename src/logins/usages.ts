import type { Context, Messages } from '../app/context.ts'
import { shortId } from '../app/credential-name.ts'
import { usernameOf } from '../deepgram/names.ts'
import { findOnMachine, type LoginElsewhere } from '../engines/elsewhere.ts'
import { type EngineLogin, withoutScheme } from '../engines/engine-login.ts'
import { ANY_REGISTRY } from '../engines/k3s-registries.ts'
import { isKeyOf } from '../engines/login-config.ts'
import { DgshError } from '../errors.ts'
import { isRegistry } from '../settings/keys.ts'
import { type EngineName, OWN_HELPER } from '../vocabulary.ts'
import { loginSearch } from './login-search.ts'

/** A login of an engine that uses a credential. */
export interface EngineUsage {
  kind: 'engine'
  engine: EngineName
  /** Who reads it, for people: the engine. */
  holder: string
  /** For people: a file, or a credential helper and the file that names it; and what for, if not the registry in use. */
  place: string
  /** True when the engine can be given another credential there. */
  deliverable: boolean
  /** True when the login is for another registry than the one in use. */
  isOfOther: boolean
  login: EngineLogin
}

/** A login outside the reach of this user's engines: another user's, docker's as a snap, that of a k3s node … */
export interface OtherUsage {
  kind: 'elsewhere'
  /** Who reads it, for people: an engine, `snap`, `k3s` or `rke2`. */
  holder: string
  place: string
  deliverable: false
  isOfOther: boolean
  login: LoginElsewhere
}

/**
 * A place on this machine where a credential is in use; told apart by `kind`. A store is none: what it keeps is used by nobody
 * but dgsh.
 */
export type Usage = EngineUsage | OtherUsage

/** True for a place where another credential can be put. */
export function isDeliverable(place: Usage): place is EngineUsage {
  return place.deliverable
}

/**
 * Finds where credentials are in use: the logins that have their usernames, whatever registry or mirror they are for. Each id
 * has an entry, which is empty when no place is known. Notes say where there may be places that could not be looked at.
 */
export async function findPlaces(
  credentialIds: readonly string[],
  context: Context,
): Promise<Map<string, Usage[]>> {
  return (await findUses(credentialIds, context)).places
}

/** The same, and why logins of the registry in use may have been missed; undefined where all could be looked at. */
export async function findUses(
  credentialIds: readonly string[],
  context: Context,
): Promise<{ places: Map<string, Usage[]>; unseen: string | undefined }> {
  const { places, unseen } = await search(context)
  const placesOfEach = credentialIds.map((id) => [id, places.filter((place) => isOf(id, place))] as const)
  return { places: new Map(placesOfEach), unseen }
}

/**
 * The same for one credential. With `all`, throws `failed` where a login of the registry in use may be in a place that cannot be
 * looked at: before something is deleted that nobody is asked about. Who is asked has read the notes.
 */
export async function usagesOf(
  credentialId: string,
  context: Context,
  { all = false }: { all?: boolean } = {},
): Promise<Usage[]> {
  const { places, unseen } = await search(context)
  if (all && unseen !== undefined) {
    throw new DgshError('failed', `cannot tell whether ${shortId(credentialId)} is in use: ${unseen}`, {
      hint: 'fix that and try again; on a terminal, without --yes, dgsh asks instead',
    })
  }
  return places.filter((place) => isOf(credentialId, place))
}

/**
 * The same for the logins of all users of the registry in use, whoever they are, and for those of any credential of Deepgram
 * under other keys: what they are for is part of the place.
 */
export async function findAllUsages(context: Context): Promise<Usage[]> {
  return (await search(context)).places
}

interface FoundPlaces {
  places: Usage[]
  /** Why logins of the registry in use may have been missed. */
  unseen: string | undefined
}

async function search(context: Context): Promise<FoundPlaces> {
  const wanted = { ...(await loginSearch(context)), wants: isOfDeepgram }
  const { logins, elsewhere, problems } = await findOnMachine(wanted)
  for (const { message } of problems) noteOnce(message, context)
  return {
    places: [
      ...logins.map((login) => enginePlace(login, wanted.registry)),
      ...elsewhere.map((login) => otherPlace(login, wanted.registry)),
    ],
    unseen: problems.find(({ isOfOther }) => isOfOther !== true)?.message,
  }
}

/** What was said in each call: a command that looks before and after says it once. */
const said = new WeakMap<Context, Set<string>>()

function noteOnce(message: string, context: Context): void {
  const known = said.get(context) ?? new Set()
  if (known.has(message)) return
  said.set(context, known.add(message))
  context.messages.note(message)
}

/** True for the user name of a credential, for which logins are looked for under every key. */
export function isOfDeepgram(username: string): boolean {
  return username.toLowerCase().startsWith(usernameOf(''))
}

/** Whether a login is for another registry than the one in use; then its place says for which. */
export function describePlace(
  { key, place }: { key: string; place: string },
  registry: string,
): Pick<Usage, 'place' | 'isOfOther'> {
  const isOfOther = !isKeyOf(registry, key) && key !== ANY_REGISTRY
  return { isOfOther, place: isOfOther ? `${place}, for ${key}` : place }
}

/** Reports the logins on this machine that stop working with a deleted credential, and how to log in again. */
export function reportDeadLogins(places: readonly Usage[], messages: Messages): void {
  const lines = new Map(places.map((place) => [`${place.holder} ${whatNow(place)}`, place]))
  for (const place of lines.values()) messages.step('warning', place.holder, whatNow(place))
}

/** `dgsh login` replaces what an engine has for a host; under a path, or with capitals, the login would stay. */
function whatNow(place: Usage): string {
  const host = withoutScheme(place.login.key)
  if (logoutLine(place) === undefined) return `its login in ${place.place} no longer works: remove it there`
  const registry = place.isOfOther ? ` --registry ${host}` : ''
  const again = `to log in again: dgsh login --engine ${place.holder}${registry}`
  // What dgsh's own helper served from the store went with the credential.
  const isGone = place.login.helper === OWN_HELPER
  return `${isGone ? `has no login for ${host} now` : `its login for ${host} no longer works`}; ${again}`
}

/**
 * Returns the command that removes a login; undefined where an engine would not remove it by the host that `dgsh logout` gives it,
 * as with a path or capitals in its key.
 */
export function logoutLine({ kind, holder, login }: Usage): string | undefined {
  const host = withoutScheme(login.key)
  if (kind !== 'engine' || login.variable !== undefined || !isRegistry(host)) return undefined
  return `dgsh logout ${host} --engine ${holder}`
}

/** A login that was typed by hand may have capitals. */
function isOf(id: string, { login: { username } }: Usage): boolean {
  return username.toLowerCase() === usernameOf(id).toLowerCase()
}

function enginePlace(login: EngineLogin, registry: string): EngineUsage {
  const { engine, deliverable } = login
  return { kind: 'engine', engine, holder: engine, deliverable, login, ...describePlace(login, registry) }
}

function otherPlace(login: LoginElsewhere, registry: string): OtherUsage {
  const { holder } = login
  return { kind: 'elsewhere', holder, deliverable: false, login, ...describePlace(login, registry) }
}
