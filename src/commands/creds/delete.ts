import { refused, requireConsent } from '../../app/confirm.ts'
import type { Context, Messages, Streams } from '../../app/context.ts'
import { nameOf, shortId, startOfComment } from '../../app/credential-name.ts'
import { resolveProject } from '../../app/project.ts'
import { isForPeople, requireColumns, writeListing } from '../../app/write.ts'
import { credentialListing, dayOf, ownerOf, scopesOf } from '../../credentials/columns.ts'
import { type CredentialKey, deleteCredential, forgetSecret } from '../../credentials/delete-credential.ts'
import { resolveCredentials } from '../../credentials/resolve.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { DgshError, usageError } from '../../errors.ts'
import { findUses, reportDeadLogins, type Usage } from '../../logins/usages.ts'
import { createdName, previousName } from '../../operations/names.ts'
import { hintToResume, resumeCommand } from '../../operations/resume-command.ts'
import { endOperationsOf, listOperations, oneByOne } from '../../operations/unfinished.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { listKeptIds } from '../../secrets/secret-of.ts'
import { shellWord } from '../../shell.ts'
import { isAboutStore } from '../../store/store.ts'
import { message, path, plainText, type Span } from '../../ui/message.ts'

/** The arguments and options of `dgsh creds delete`. */
export interface DeleteOptions {
  credentials: readonly string[]
  yes: boolean
  /** True: those that are in use, or may be, are deleted, too. */
  force: boolean
}

/** A credential that is to be deleted, and where it is still in use. */
interface Deletion {
  credential: Credential
  places: readonly Usage[]
  /** The store that has its secret. */
  keptIn: Span | string | undefined
}

/** `dgsh creds delete`: nothing is deleted before all are found, shown and confirmed. */
export async function run(
  { credentials: texts, yes, force }: DeleteOptions,
  context: Context,
): Promise<number> {
  if (yes && texts.length === 0)
    throw usageError(
      '--yes deletes without a question, and needs the credentials to delete',
      'to see their ids: dgsh creds list',
    )
  if (!yes && texts.length > 0) requireConsent(context.io)
  await requireColumns(credentialListing([], context.clock.now()), context)
  const project = await resolveProject(context)
  const credentials = await resolveCredentials(texts, context, {
    question: 'Which credentials do you want to delete?',
    destructive: { command: 'dgsh creds delete', asks: !yes, options: yes ? ' --yes' : '' },
  })
  await requireNoRotation(credentials, context)
  const { deletions, unseen } = await findUsers(credentials, context)
  context.messages.say('To be deleted:')
  for (const one of deletions) show(one, context.messages)
  if (yes && !force) requireUnused(deletions, unseen)
  if (!yes) for (const one of deletions) await ask(one, context.io)
  const deleted: Credential[] = []
  try {
    await oneByOne(
      deletions,
      ({ credential }) => plainText(nameOf(credential)),
      (one) => deleteOne(one, project, () => deleted.push(one.credential), context),
      context,
    )
  } finally {
    await writeDeleted(deleted, context)
  }
  return 0
}

/** Throws `failed` where a rotation still needs one of the credentials, or its secret. */
export async function requireNoRotation(
  credentials: readonly { id: string }[],
  context: Context,
): Promise<void> {
  const ids = new Set(credentials.map(({ id }) => id))
  const rotation = (await listOperations('rotate', context)).find(
    ({ previous, created, step }) =>
      (created !== undefined && ids.has(created)) || (ids.has(previous) && step !== 'kept'),
  )
  if (rotation === undefined) return
  const { created, step } = rotation
  const previous = plainText(previousName(rotation))
  const successor = created === undefined ? '' : ` to ${plainText(createdName(rotation, created))}`
  throw new DgshError('failed', `the rotation of ${previous}${successor} is not finished`, {
    hint:
      step === 'kept'
        ? `to go back to the previous credential: ${await resumeCommand(rotation, '--abort', context)}`
        : await hintToResume(rotation, context),
  })
}

/** With a question this is not needed: the user has read where it is in use, and what dgsh could not look at. */
function requireUnused(deletions: readonly Deletion[], unseen: string | undefined): void {
  const used = deletions.find(({ places }) => places.length > 0)
  if (used !== undefined) {
    const { id } = used.credential
    const name = plainText(nameOf(used.credential))
    const users = used.places.map(({ holder, place }) => `${holder} (${place})`)
    throw new DgshError('failed', `${name} is used by ${users.join(', ')}: nothing was deleted`, {
      hint: [
        `to replace it first: dgsh creds rotate ${shellWord(shortId(id))}`,
        `to delete it all the same: ${deleteLine([id])}`,
      ].join('\n'),
    })
  }
  if (unseen === undefined) return
  const ids = deletions.map(({ credential }) => credential.id)
  const names = deletions.map(({ credential }) => plainText(nameOf(credential)))
  throw new DgshError('failed', `cannot tell whether ${names.join(', ')} is in use: ${unseen}`, {
    hint: `fix that and try again, or delete all the same: ${deleteLine(ids)}`,
  })
}

function deleteLine(ids: readonly string[]): string {
  return `dgsh creds delete ${ids.map((id) => shellWord(shortId(id))).join(' ')} --yes --force`
}

async function findUsers(
  credentials: readonly Credential[],
  context: Context,
): Promise<{ deletions: Deletion[]; unseen: string | undefined }> {
  const ids = credentials.map(({ id }) => id)
  const { places, unseen } = await findUses(ids, context)
  const store = await context.stores.chosen()
  const kept = await listKeptIds(context.stores, context.messages.note)
  const deletions = credentials.map((credential) => ({
    credential,
    places: places.get(credential.id) ?? [],
    keptIn: kept.includes(credential.id) ? placeOfStore(store, context.host.env) : undefined,
  }))
  return { deletions, unseen }
}

function show({ credential, places, keptIn }: Deletion, messages: Messages): void {
  const { id, comment } = credential
  const name =
    comment === undefined ? 'no comment' : ({ kind: 'name', text: startOfComment(comment) } as const)
  const about = [`created ${dayOf(credential)}`, ownerOf(credential)].filter((text) => text !== '')
  messages.step('waiting', shortId(id), message`${name} (${scopesOf(credential)}), ${about.join(', ')}`)
  const users = places.map(({ holder, place }) => message`${holder} (${path(place)})`)
  const used = users.flatMap((user, index) => (index === 0 ? user : [', ', ...user]))
  const use = users.length === 0 ? 'no login on this machine uses it' : message`used by ${used}`
  const secret = keptIn === undefined ? '' : message`; secret in ${keptIn}`
  messages.step('waiting', '', message`${use}${secret}`)
}

/** How much of the id is typed for one that is still in use. */
const TYPED = 4

async function ask({ credential, places }: Deletion, io: Streams): Promise<void> {
  const prompt = await io.prompt()
  const name = plainText(nameOf(credential))
  if (places.length === 0) {
    if (await prompt.confirm(`Delete ${name}?`)) return
    throw refused()
  }
  const start = credential.id.slice(0, TYPED)
  await prompt.text(`It is still in use. Type ${start} to delete ${name}`, (text) =>
    text.trim().toLowerCase() === start ? undefined : `type ${start}, or press Ctrl-C`,
  )
}

async function deleteOne(
  { credential, places, keptIn }: Deletion,
  project: string,
  done: () => void,
  context: Context,
): Promise<void> {
  const { id, comment } = credential
  const key = { project, id, comment }
  const outcome = await deleteCredential(key, context)
  done()
  const already = outcome === 'deleted' ? '' : '; it was deleted already'
  context.messages.step('done', 'deleted', message`${nameOf(credential)}${already}`)
  if (keptIn !== undefined) await forget(key, keptIn, context)
  reportDeadLogins(places, context.messages)
  await endOperationsOf(id, context)
}

async function forget(key: CredentialKey, place: Span | string, context: Context): Promise<void> {
  try {
    const store = await context.stores.chosen()
    await forgetSecret(key, store, context)
    if (store.writable) context.messages.step('done', 'secret', message`removed from ${place}`)
    else context.messages.step('warning', 'secret', message`kept in ${place}, which dgsh can only read`)
  } catch (error) {
    if (!isAboutStore(error)) throw error
    context.messages.step('warning', 'secret', message`still in ${place}: ${error.message}`)
  }
}

/** For people the lines on stderr are enough. */
async function writeDeleted(deleted: readonly Credential[], context: Context): Promise<void> {
  if (await isForPeople(context)) return
  await writeListing(context, credentialListing(deleted, context.clock.now()), 'nothing was deleted')
}
