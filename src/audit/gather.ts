import type { Context } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { findPlaces, isDeliverable, type Place } from '../logins/places.ts'
import { pickCreated } from '../operations/find-created.ts'
import { commandOf } from '../operations/go-on.ts'
import { listOperations, listUnfinished } from '../operations/unfinished.ts'
import { listKeptIds } from '../secrets/secret-of.ts'
import type { AuditFacts, BegunRotation } from './finding.ts'

/** See {@link AuditFacts.delivered}. A history that cannot be read is a note. */
export async function readDelivered(context: Context): Promise<AuditFacts['delivered']> {
  try {
    const { entries } = await (await context.history()).read()
    const logins = entries.filter(({ action }) => action === 'engine_logged_in')
    return new Set(logins.flatMap(({ credential }) => credential ?? []))
  } catch (error) {
    if (!(error instanceof DgshError)) throw error
    context.messages.note(`${error.message}: never-delivered is not checked`)
    return undefined
  }
}

/** See {@link AuditFacts.interrupted}. */
export async function findInterrupted(
  credentials: readonly Credential[],
  context: Context,
): Promise<AuditFacts['interrupted']> {
  const found = new Map<string, Fix>()
  for (const kind of ['create', 'rotate'] as const) {
    for (const operation of await listUnfinished(kind, context)) {
      const left = await pickCreated(operation, credentials, context)
      for (const id of [operation.created, ...left.map((credential) => credential.id)])
        if (id !== undefined) found.set(id, resumeFix(operation))
    }
  }
  return found
}

/** See {@link AuditFacts.rotations}. */
export async function findRotations(context: Context): Promise<AuditFacts['rotations']> {
  const found = new Map<string, BegunRotation>()
  for (const operation of await listUnfinished('rotate', context))
    found.set(operation.old ?? '', {
      fix: resumeFix(operation),
      state: 'its rotation was left unfinished',
    })
  for (const operation of await listOperations('rotate', context)) {
    if (operation.step !== 'kept') continue
    const until = operation.due === undefined ? '' : ` until ${operation.due}`
    const state = `it was rotated, and is only kept${until}`
    found.set(operation.old ?? '', {
      fix: makeFix('finish-rotation', `${commandOf(operation)} --finish`),
      state,
    })
  }
  return found
}

function resumeFix(operation: Pick<Operation, 'kind' | 'old'>): Fix {
  return makeFix('resume-operation', `${commandOf(operation)} --resume`)
}

/** The credentials of which it has to be known who uses them, by their ids. */
export interface Questioned {
  /** Those that are there twice. */
  alike: readonly string[]
  /** Those that a rotation would mend. */
  toRotate: readonly string[]
}

/** See {@link AuditFacts.used} and {@link AuditFacts.replaceable}. What could not be looked at is a note. */
export async function findUse(
  { alike, toRotate }: Questioned,
  context: Context,
): Promise<Pick<AuditFacts, 'used' | 'replaceable'>> {
  const ids = [...alike, ...toRotate]
  const places = ids.length === 0 ? new Map<string, Place[]>() : await findPlaces(ids, context)
  const placesOf = (id: string) => places.get(id) ?? []
  const isUnused = toRotate.some((id) => placesOf(id).length === 0)
  const kept = new Set(isUnused ? await listKept(context) : [])
  return {
    used: new Set(alike.filter((id) => placesOf(id).length > 0)),
    replaceable: new Set(
      toRotate.filter((id) => (placesOf(id).length === 0 ? kept.has(id) : placesOf(id).every(isDeliverable))),
    ),
  }
}

/** An audit does not fail for the store: it only cannot tell of it. */
async function listKept(context: Context): Promise<string[]> {
  const tell = (reason: string) =>
    context.messages.note(`it is not known which secrets the store keeps: ${reason}`)
  try {
    return await listKeptIds(context, tell)
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    tell(error.message)
    return []
  }
}
