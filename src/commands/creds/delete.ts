import type { Context } from '../../context.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { DgshError } from '../../errors.ts'
import { describeStore, secretName } from '../../store/store.ts'
import { isAboutStore } from '../choose-store.ts'
import { oneByOne } from '../one-by-one.ts'
import { findPlaces, type Place, tellDeadLogins } from '../places.ts'
import { resolveProject } from '../projects/choices.ts'
import { record } from '../record.ts'
import { listKeptIds } from '../secret-of.ts'
import { isForPeople, writeListing } from '../write.ts'
import { credentialListing, dayOf, ownerOf, scopesOf } from './columns.ts'
import { refused, requireConsent } from './lifecycle/confirm.ts'
import { tellHowToGoOn } from './lifecycle/find-created.ts'
import { listOperations } from './lifecycle/unfinished.ts'
import { resolveCredentials } from './resolve.ts'

/** The arguments and options of `dgsh creds delete`. */
export interface DeleteOptions {
  credentials: readonly string[]
  yes: boolean
}

/** A credential that is about to go, and where it is still in use. */
interface Doomed {
  credential: Credential
  places: readonly Place[]
  /** The store that has its secret. */
  keptIn: string | undefined
}

/** `dgsh creds delete`: nothing is deleted before all are found, shown and agreed to. */
export async function run({ credentials: texts, yes }: DeleteOptions, context: Context): Promise<number> {
  if (!yes) requireConsent(context)
  const project = await resolveProject(context)
  const credentials = await resolveCredentials(texts, context)
  await requireNoRotation(credentials, context)
  const doomed = await findUsers(credentials, context)
  for (const one of doomed) show(one, context)
  if (!yes) for (const one of doomed) await ask(one, context)
  const deleted: Credential[] = []
  try {
    await oneByOne(
      doomed,
      ({ credential }) => credential.id,
      async (one) => {
        await deleteOne(one, project, context)
        deleted.push(one.credential)
      },
      context,
    )
  } finally {
    await writeDeleted(deleted, context)
  }
  return 0
}

async function requireNoRotation(credentials: readonly Credential[], context: Context): Promise<void> {
  const ids = new Set(credentials.map(({ id }) => id))
  const operation = (await listOperations('rotate', context)).find(
    ({ old = '', created = '', step }) => ids.has(created) || (ids.has(old) && step !== 'kept'),
  )
  if (operation === undefined) return
  const { created, old, step } = operation
  throw new DgshError('failed', `the rotation of ${old} to ${created ?? 'a new one'} is not done`, {
    hint:
      step === 'kept'
        ? `dgsh creds rotate ${old} --abort goes back to the old one`
        : tellHowToGoOn(operation),
  })
}

async function findUsers(credentials: readonly Credential[], context: Context): Promise<Doomed[]> {
  const ids = credentials.map(({ id }) => id)
  const places = await findPlaces(ids, context)
  const store = await context.store()
  const kept = await listKeptIds(context, context.note)
  return credentials.map((credential) => ({
    credential,
    places: places.get(credential.id) ?? [],
    keptIn: kept.includes(credential.id) ? describeStore(store) : undefined,
  }))
}

function show({ credential, places, keptIn }: Doomed, context: Context): void {
  const { id, comment } = credential
  const about = [scopesOf(credential), dayOf(credential), ownerOf(credential), comment ?? 'no comment']
  context.say(`${id}  ${about.filter((text) => text !== '').join('  ')}`)
  for (const { holder, place } of places) context.say(`  in use: ${holder}, ${place}`)
  if (keptIn !== undefined) context.say(`  its secret is in ${keptIn}`)
}

/** How much of the id is typed for one that is still in use. */
const TYPED = 4

async function ask({ credential: { id }, places }: Doomed, context: Context): Promise<void> {
  const prompt = await context.prompt()
  if (places.length === 0) {
    if (await prompt.confirm(`Delete ${id}?`)) return
    throw refused()
  }
  const start = id.slice(0, TYPED)
  await prompt.text(`It is still in use. Type ${start} to delete it`, (text) =>
    text.trim().toLowerCase() === start ? undefined : `type ${start}, or press Ctrl-C`,
  )
}

async function deleteOne(
  { credential, places, keptIn }: Doomed,
  project: string,
  context: Context,
): Promise<void> {
  const { id } = credential
  const outcome = await (await context.api()).deleteCredential(project, id)
  context.say(outcome === 'deleted' ? `Deleted ${id}.` : `Deleted ${id}: the first request had done it.`)
  await record(context, { action: 'credential_deleted', credential: id, project })
  if (keptIn !== undefined) await forget(id, context)
  tellDeadLogins(places, context)
}

async function forget(id: string, context: Context): Promise<void> {
  const store = await context.store()
  if (!store.writable) return
  const forgotten = await store.delete(secretName(id)).catch((error: unknown) => {
    if (!isAboutStore(error)) throw error
    context.note(`the secret of ${id} is still in the store: ${error.message}`)
    return false
  })
  if (!forgotten) return
  await record(context, { action: 'secret_forgotten', credential: id, detail: { store: store.name } })
}

/** For people the lines on stderr are enough. */
async function writeDeleted(deleted: readonly Credential[], context: Context): Promise<void> {
  if (await isForPeople(context)) return
  await writeListing(context, credentialListing(deleted, context.now()), 'nothing was deleted')
}
