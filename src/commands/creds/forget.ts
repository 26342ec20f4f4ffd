import { refused } from '../../app/confirm.ts'
import type { Context, Parts } from '../../app/context.ts'
import { type Named, nameOf, shortId } from '../../app/credential-name.ts'
import { record } from '../../app/record.ts'
import { isForPeople, requireColumns, writeData, writeListing } from '../../app/write.ts'
import { readDeleted } from '../../credentials/existence.ts'
import { type Resolving, resolveCredential } from '../../credentials/resolve.ts'
import { resolveStored } from '../../credentials/resolve-stored.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError, usageError } from '../../errors.ts'
import { hintToResume } from '../../operations/resume-command.ts'
import { listUnfinished } from '../../operations/unfinished.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { findOtherCopies, type OtherCopies } from '../../secrets/other-copies.ts'
import { endLoginsFrom } from '../../secrets/served-logins.ts'
import { shellWord } from '../../shell.ts'
import type { BoundStore } from '../../store/binding.ts'
import { secretName } from '../../store/store.ts'
import type { Listing } from '../../ui/column.ts'
import { message, plainText } from '../../ui/message.ts'
import { requireNoRotation } from './delete.ts'

/** The arguments and options of `dgsh creds forget`. */
export interface ForgetOptions {
  credential: string | undefined
  yes: boolean
}

/** A secret that was removed, and where it still is. */
interface Forgotten extends OtherCopies {
  subject: Named
  store: BoundStore
}

/** `dgsh creds forget`: removes a secret from the store, and asks before the only copy that is known. */
export async function run({ credential: text, yes }: ForgetOptions, context: Context): Promise<number> {
  if (yes && text === undefined)
    throw usageError('--yes asks nothing, and needs the credential', 'to see what is stored: dgsh where')
  await requireColumns(listingOf([]), context)
  const store = await context.stores.chosen()
  requireWritable(store)
  const { subject, secret } = await find({ text, yes, store }, context)
  await requireUnneeded(subject.id, context)
  const others = await findOtherCopies(subject.id, { secret, store }, context)
  if (others.copies.length === 0 && !yes) await askAboutOnlyCopy(subject, context)
  const entry = await store.fullNameOf(secretName(subject.id))
  await store.all.delete(entry)
  await endLoginsFrom(store, entry, context)
  const { id, comment } = subject
  await record(context, {
    ...{ action: 'secret_forgotten', credential: id, comment },
    detail: { store: store.name },
  })
  await report({ ...others, subject, store }, context)
  return 0
}

function requireWritable({ name, writable }: BoundStore): void {
  if (writable) return
  throw new DgshError('failed', `dgsh only reads ${name}, and removes nothing there`, {
    hint: 'remove it with the program itself',
  })
}

async function find(
  { text, yes, store }: { text: string | undefined; yes: boolean; store: BoundStore },
  context: Context,
): Promise<{ subject: Named; secret: string }> {
  const destructive = { command: 'dgsh creds forget', asks: !yes, options: yes ? ' --yes' : '' }
  const question = 'Whose secret do you want to remove?'
  const resolving = { question, destructive }
  const subject =
    (await resolveStored(text, context, resolving)) ??
    (await resolveByComment({ text, yes }, resolving, context))
  const secret = subject && (await store.get(secretName(subject.id)))
  if (subject !== undefined && secret !== undefined) return { subject, secret }
  const name = subject === undefined ? (text ?? 'a credential') : plainText(nameOf(subject))
  const place = placeOfStore(store, context.host.env)
  throw new DgshError('secret_not_found', plainText(message`there is no secret of ${name} in ${place}`), {
    hint: 'to see what is stored: dgsh where',
  })
}

/** People know credentials by their comments, which the history does not have of all. Only who is asked can name one so. */
async function resolveByComment(
  { text, yes }: { text: string | undefined; yes: boolean },
  resolving: Resolving,
  context: Context,
): Promise<Named | undefined> {
  if (text === undefined || yes || !context.io.canPrompt) return undefined
  const isKey = (await context.remote.apiKey()) !== undefined
  return isKey ? resolveCredential(text, context, resolving) : undefined
}

/** An interrupted creation or rotation still gives the secret to engines, or goes back to it. */
async function requireUnneeded(id: string, context: Context): Promise<void> {
  await requireNoRotation([{ id }], context)
  const creation = (await listUnfinished('create', context)).find(({ created }) => created === id)
  if (creation === undefined) return
  throw new DgshError('failed', `the creation of ${shortId(id)} is not finished`, {
    hint: await hintToResume(creation, context),
  })
}

async function askAboutOnlyCopy(subject: Named, { io }: Parts<'io'>): Promise<void> {
  const what = message`the only copy of the secret of ${nameOf(subject)} that dgsh knows of`
  if (!io.canPrompt) {
    throw new DgshError(
      'input_required',
      plainText(message`refusing to remove ${what} (prompts are disabled)`),
      {
        hint: `to remove it all the same: dgsh creds forget ${shellWord(shortId(subject.id))} --yes`,
      },
    )
  }
  const question = plainText(message`Remove ${what}? Deepgram does not show it again.`)
  if (!(await (await io.prompt()).confirm(question))) throw refused()
}

async function report(forgotten: Forgotten, context: Context): Promise<void> {
  const { subject, store, copies, served } = forgotten
  const { messages, host } = context
  const place = placeOfStore(store, host.env)
  messages.step('done', 'secret', message`of ${nameOf(subject)} removed from ${place}`)
  for (const { holder, place: where } of copies)
    messages.step('waiting', holder, message`still has it: ${where}`)
  for (const { engine } of served)
    messages.step(
      'warning',
      engine,
      `took its login from the store and has none now; to log in again: dgsh login ${subject.id} --engine ${engine}`,
    )
  if (!(await readDeleted(context)).has(subject.id.toLowerCase()))
    messages.note(
      `this does not delete the credential; to delete it, too: dgsh creds delete ${shellWord(shortId(subject.id))}`,
    )
  const listing = listingOf([forgotten])
  if ((await isForPeople(context)) || (await writeData(context, listing.data(forgotten)))) return
  await writeListing(context, listing, '')
}

function listingOf(rows: readonly Forgotten[]): Listing<Forgotten> {
  return {
    rows,
    columns: [
      { name: 'id', header: 'ID', value: ({ subject }) => subject.id },
      { name: 'username', header: 'USERNAME', value: ({ subject }) => usernameOf(subject.id) },
      { name: 'store', header: 'STORE', value: ({ store }) => store.name },
    ],
    id: ({ subject }) => subject.id,
    data: ({ subject: { id }, store, copies }) => ({
      ...{ id, username: usernameOf(id), store: store.name },
      copies: copies.map(({ holder, place }) => ({ kind: holder, place: plainText([place]) })),
    }),
  }
}
