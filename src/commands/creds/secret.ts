import type { Context, Parts } from '../../app/context.ts'
import { type Named, nameOf, shortId } from '../../app/credential-name.ts'
import { absolutePath } from '../../app/working-directory.ts'
import { isForPeople, requireColumns, writeData, writeListing } from '../../app/write.ts'
import { resolveCredential } from '../../credentials/resolve.ts'
import { resolveStored } from '../../credentials/resolve-stored.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { DgshError, usageError } from '../../errors.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { findSecretHere, noteHeld } from '../../secrets/secret-of.ts'
import { shellWord } from '../../shell.ts'
import { writeNewFile } from '../../store/secret-file.ts'
import type { Listing } from '../../ui/column.ts'
import { message, path, plainText } from '../../ui/message.ts'
import { safeText } from '../../ui/safe-text.ts'

/** The arguments and options of `dgsh creds secret`. */
export interface SecretOptions {
  credential: string | undefined
  /** The new file that gets the secret instead of stdout. */
  file: string | undefined
  /** True: it may be shown on a terminal. */
  reveal: boolean
}

/** A credential and its secret. */
interface Found extends Named {
  secret: string
}

/** `dgsh creds secret`: hands out the secret that this machine has. With a whole id it needs no API key and no network. */
export async function run({ credential, file, reveal }: SecretOptions, context: Context): Promise<number> {
  if (file === undefined) {
    requireHidden({ credential, reveal }, context)
    await requireRoom(context)
    await write(await find(credential, context), context)
    return 0
  }
  await writeNewFile(
    { path: absolutePath(file, context.host), option: '--file' },
    async () => `${(await find(credential, context)).secret}\n`,
  )
  context.messages.step('done', 'secret', message`written to ${path(file)}, readable only by you`)
  return 0
}

/** On a terminal, others can read it over a shoulder, in the scrollback, or on a shared screen. */
function requireHidden(
  { credential, reveal }: Pick<SecretOptions, 'credential' | 'reveal'>,
  { io }: Parts<'io'>,
): void {
  if (!io.stdout.isTTY || reveal) return
  const line = `dgsh creds secret${credential === undefined ? '' : ` ${shellWord(credential)}`}`
  throw usageError(
    'dgsh shows a secret on a terminal only with --reveal',
    `to show it: ${line} --reveal\nto write it to a file that only you can read: ${line} --file ./secret`,
  )
}

/** Throws a usage error where the output that was asked for has no place for the secret, or no such column. */
async function requireRoom(context: Parts<'options' | 'settings'>): Promise<void> {
  await requireColumns(listingOf([]), context)
  if ((await context.settings()).output.value !== 'id') return
  throw usageError('-o id and -q leave the secret out', 'leave them out: the secret is printed alone')
}

async function find(text: string | undefined, context: Context): Promise<Found> {
  const subject = await findSubject(text, context)
  const found = await findSecretHere(subject.id, context)
  if (found === undefined) throw await notHere(subject, context)
  if (found.login !== undefined) noteHeld(found.login, context.messages)
  return { ...subject, secret: found.secret }
}

/** Deepgram is asked only about what the store does not know: an engine's login may have its secret. */
async function findSubject(text: string | undefined, context: Context): Promise<Named> {
  const stored = await resolveStored(text, context, { question: 'Whose secret do you want?' })
  if (stored !== undefined) return stored
  if ((await context.remote.apiKey()) !== undefined) return resolveCredential(text, context)
  const store = placeOfStore(await context.stores.chosen(), context.host.env)
  const what = text === undefined ? '' : ` that "${text}" names`
  throw new DgshError('secret_not_found', plainText(message`there is no secret${what} in ${store}`), {
    hint: 'to see what this machine has: dgsh where',
  })
}

async function notHere(subject: Named, context: Context): Promise<DgshError> {
  const store = placeOfStore(await context.stores.chosen(), context.host.env)
  const id = shellWord(shortId(subject.id))
  const said = message`the secret of ${nameOf(subject)} is neither in ${store} nor in an engine's login`
  return new DgshError('secret_not_found', plainText(said), {
    hint: `if you have it, dgsh asks for it and offers to store it: dgsh login ${subject.id}\nelse replace the credential: dgsh creds rotate ${id}`,
  })
}

async function write(found: Found, context: Context): Promise<void> {
  const { stdout } = context.io
  context.redaction.reveal(found.secret)
  if (await isForPeople(context)) {
    stdout.write(`${stdout.isTTY ? safeText(found.secret) : found.secret}\n`)
    return
  }
  const listing = listingOf([found])
  if (!(await writeData(context, listing.data(found)))) await writeListing(context, listing, '')
}

function listingOf(rows: readonly Found[]): Listing<Found> {
  const dataOf = ({ id, secret }: Found) => ({ id, username: usernameOf(id), secret })
  return {
    rows,
    columns: (['id', 'username', 'secret'] as const).map((name) => ({
      name,
      header: name.toUpperCase(),
      value: (row) => dataOf(row)[name],
    })),
    id: ({ id }) => id,
    data: dataOf,
  }
}
