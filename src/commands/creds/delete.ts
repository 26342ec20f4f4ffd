import type { Context } from '../../context.ts'
import { credentialListing, dayOf, ownerOf, scopesOf } from '../../credentials/columns.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { DgshError } from '../../errors.ts'
import { describeStore } from '../../store/store.ts'
import { isAboutStore } from '../choose-store.ts'
import { oneByOne } from '../one-by-one.ts'
import { findUses, type Place, tellDeadLogins } from '../places.ts'
import { resolveProject } from '../projects/choices.ts'
import { listKeptIds } from '../secret-of.ts'
import { shellWord } from '../shell.ts'
import { isForPeople, requireColumns, writeListing } from '../write.ts'
import { refused, requireConsent } from './lifecycle/confirm.ts'
import { type CredentialKey, deleteCredential, forgetSecret } from './lifecycle/delete-credential.ts'
import { goOnLine, tellHowToGoOn } from './lifecycle/go-on.ts'
import { listOperations, listUnfinished } from './lifecycle/unfinished.ts'
import { resolveCredentials } from './resolve.ts'

/** The arguments and options of `dgsh creds delete`. */
export interface DeleteOptions {
  credentials: readonly string[]
  yes: boolean
  /** True: those that are in use, and those of which that cannot be known, are deleted, too. */
  force: boolean
}

/** A credential that is about to go, and where it is still in use. */
interface Deletion {
  credential: Credential
  places: readonly Place[]
  /** The store that has its secret. */
  keptIn: string | undefined
}

/** `dgsh creds delete`: nothing is deleted before all are found, shown and agreed to. */
export async function run(
  { credentials: texts, yes, force }: DeleteOptions,
  context: Context,
): Promise<number> {
  if (!yes) requireConsent(context)
  await requireColumns(credentialListing([], context.now()), context)
  const project = await resolveProject(context)
  const credentials = await resolveCredentials(texts, context)
  await requireNoRotation(credentials, context)
  const { deletions, unseen } = await findUsers(credentials, context)
  for (const one of deletions) show(one, context)
  if (yes && !force) requireUnused(deletions, unseen)
  if (!yes) for (const one of deletions) await ask(one, context)
  const deleted: Credential[] = []
  try {
    await oneByOne(
      deletions,
      ({ credential }) => credential.id,
      (one) => deleteOne(one, project, () => deleted.push(one.credential), context),
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
        ? `${await goOnLine(operation, '--abort', context)} goes back to the old one`
        : await tellHowToGoOn(operation, context),
  })
}

/** Who is asked has read where it is in use, and what could not be looked at. */
function requireUnused(deletions: readonly Deletion[], unseen: string | undefined): void {
  const used = deletions.find(({ places }) => places.length > 0)
  if (used !== undefined) {
    const { id } = used.credential
    const users = used.places.map(({ holder, place }) => `${holder} (${place})`)
    throw new DgshError('failed', `${id} is in use by ${users.join(', ')}: nothing was deleted`, {
      hint: `dgsh creds rotate ${id}, or to delete it all the same: ${deleteLine([id])}`,
    })
  }
  if (unseen === undefined) return
  const ids = deletions.map(({ credential }) => credential.id)
  throw new DgshError('failed', `whether ${ids.join(', ')} is in use cannot be known: ${unseen}`, {
    hint: `fix that and try again, or to delete all the same: ${deleteLine(ids)}`,
  })
}

function deleteLine(ids: readonly string[]): string {
  return `dgsh creds delete ${ids.map(shellWord).join(' ')} --yes --force`
}

async function findUsers(
  credentials: readonly Credential[],
  context: Context,
): Promise<{ deletions: Deletion[]; unseen: string | undefined }> {
  const ids = credentials.map(({ id }) => id)
  const { places, unseen } = await findUses(ids, context)
  const store = await context.store()
  const kept = await listKeptIds(context, context.note)
  const deletions = credentials.map((credential) => ({
    credential,
    places: places.get(credential.id) ?? [],
    keptIn: kept.includes(credential.id) ? describeStore(store) : undefined,
  }))
  return { deletions, unseen }
}

function show({ credential, places, keptIn }: Deletion, context: Context): void {
  const { id, comment } = credential
  const about = [scopesOf(credential), dayOf(credential), ownerOf(credential), comment ?? 'no comment']
  context.say(`${id}  ${about.filter((text) => text !== '').join('  ')}`)
  for (const { holder, place } of places) context.say(`  in use: ${holder}, ${place}`)
  if (keptIn !== undefined) context.say(`  its secret is in ${keptIn}`)
}

/** How much of the id is typed for one that is still in use. */
const TYPED = 4

async function ask({ credential: { id }, places }: Deletion, context: Context): Promise<void> {
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
  { credential, places, keptIn }: Deletion,
  project: string,
  done: () => void,
  context: Context,
): Promise<void> {
  const { id } = credential
  const outcome = await deleteCredential({ project, id }, context)
  done()
  context.say(outcome === 'deleted' ? `Deleted ${id}.` : `Deleted ${id}: it was gone already.`)
  if (keptIn !== undefined) await forget({ project, id }, context)
  tellDeadLogins(places, context)
  await endOperationsOf(id, context)
}

async function forget(key: CredentialKey, context: Context): Promise<void> {
  try {
    await forgetSecret(key, await context.store(), context)
  } catch (error) {
    if (!isAboutStore(error)) throw error
    context.note(`the secret of ${key.id} is still in the store: ${error.message}`)
  }
}

/** A rotation that only waited for its old one to be deleted is done, and so is an interrupted creation of this one. */
async function endOperationsOf(id: string, context: Context): Promise<void> {
  const journal = await context.journal()
  const rotations = await listOperations('rotate', context)
  const creations = await listUnfinished('create', context)
  const ended = [
    ...rotations.filter(({ old, step }) => old === id && step === 'kept'),
    ...creations.filter(({ created }) => created === id),
  ]
  for (const operation of ended) await (await journal.take(operation.id)).close()
}

/** For people the lines on stderr are enough. */
async function writeDeleted(deleted: readonly Credential[], context: Context): Promise<void> {
  if (await isForPeople(context)) return
  await writeListing(context, credentialListing(deleted, context.now()), 'nothing was deleted')
}
