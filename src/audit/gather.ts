import type { Context, Parts } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import type { Credential } from '../deepgram/credential.ts'
import { DgshError } from '../errors.ts'
import type { Operation } from '../journal/operation.ts'
import { findPlaces, isDeliverable, type Usage } from '../logins/usages.ts'
import { pickCreated } from '../operations/find-created.ts'
import { commandOf } from '../operations/resume-command.ts'
import { listOperations, listUnfinished } from '../operations/unfinished.ts'
import { listKeptIds } from '../secrets/secret-of.ts'
import { idsAlike } from './duplicates.ts'
import type { AuditFacts, BegunRotation } from './finding.ts'
import { idsToRotate } from './rules.ts'

/** What is known before the machine is looked at. */
export type KnownFacts = Pick<AuditFacts, 'now' | 'maxAge' | 'members'>

/** Gathers what the rules look at beside the credentials. What cannot be looked at is a note. */
export async function gatherFacts(
  credentials: readonly Credential[],
  known: KnownFacts,
  context: Context,
): Promise<AuditFacts> {
  const facts = {
    ...known,
    delivered: await readDelivered(context),
    interrupted: await findInterrupted(credentials, context),
    rotations: await findRotations(context),
    ...{ replaceable: new Set<string>(), used: new Set<string>() },
  }
  const alike = idsAlike(credentials, facts)
  const toRotate = idsToRotate(credentials, facts)
  return { ...facts, ...(await findUse(alike, toRotate, context)) }
}

/** A history that cannot be read is a note. */
async function readDelivered(context: Parts<'history' | 'messages'>): Promise<AuditFacts['delivered']> {
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

async function findInterrupted(
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

async function findRotations(context: Context): Promise<AuditFacts['rotations']> {
  const found = new Map<string, BegunRotation>()
  for (const operation of await listUnfinished('rotate', context))
    found.set(operation.previous, {
      fix: resumeFix(operation),
      state: 'its rotation was left unfinished',
    })
  for (const operation of await listOperations('rotate', context)) {
    if (operation.step !== 'kept') continue
    const until = operation.due === undefined ? '' : ` until ${operation.due}`
    const state = `it was rotated, and is only kept${until}`
    found.set(operation.previous, {
      fix: makeFix('finish-rotation', `${commandOf(operation)} --finish`),
      state,
    })
  }
  return found
}

function resumeFix(operation: Operation): Fix {
  return makeFix('resume-operation', `${commandOf(operation)} --resume`)
}

async function findUse(
  alike: readonly string[],
  toRotate: readonly string[],
  context: Context,
): Promise<Pick<AuditFacts, 'used' | 'replaceable'>> {
  const ids = [...alike, ...toRotate]
  const places = ids.length === 0 ? new Map<string, Usage[]>() : await findPlaces(ids, context)
  const usagesOf = (id: string) => places.get(id) ?? []
  const isUnused = toRotate.some((id) => usagesOf(id).length === 0)
  const kept = new Set(isUnused ? await listKept(context) : [])
  return {
    used: new Set(alike.filter((id) => usagesOf(id).length > 0)),
    replaceable: new Set(
      toRotate.filter((id) => (usagesOf(id).length === 0 ? kept.has(id) : usagesOf(id).every(isDeliverable))),
    ),
  }
}

/** An audit does not fail for the store: it only cannot say what is in there. */
async function listKept(context: Context): Promise<string[]> {
  const report = (problem: string) =>
    context.messages.note(`it is not known which secrets the store keeps: ${problem}`)
  try {
    return await listKeptIds(context.stores, report)
  } catch (error) {
    if (!(error instanceof DgshError) || context.host.signal.aborted) throw error
    report(error.message)
    return []
  }
}
