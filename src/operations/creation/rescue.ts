import type { Context, Messages, Parts, Streams } from '../../app/context.ts'
import { nameOf } from '../../app/credential-name.ts'
import { record } from '../../app/record.ts'
import { DgshError } from '../../errors.ts'
import { tryWritingSecretFile } from '../../store/secret-file.ts'
import { isAboutStore } from '../../store/store.ts'
import { plainText } from '../../ui/message.ts'
import { deleteUnkept, type Unkept } from '../delete-unkept.ts'
import type { Obtained } from '../obtain.ts'
import { loginCommand } from '../resume-command.ts'
import type { Finishing } from './finish.ts'

/**
 * Puts the secret of a creation that the store does not take into the file or on the terminal that was asked for, or where the
 * user says now; else deletes the credential again. A secret is never lost without a word. Returns the error to throw.
 */
export async function rescueSecret(unkept: Unkept, finishing: Finishing, context: Context): Promise<unknown> {
  const { credential, cause } = unkept
  const { log } = finishing
  const place = await handOver(unkept, finishing, context)
  if (place === undefined) return deleteUnkept(unkept, context)
  // Before the journal forgets it: nobody may take it for one whose secret is lost.
  const { project } = log.operation
  const { id, comment } = credential
  await record(context, { action: 'credential_created', credential: id, comment, project })
  await log.close()
  return new DgshError(
    isAboutStore(cause) ? cause.code : 'store_unusable',
    `${plainText(nameOf(credential))} was created, and its secret could not be stored (${reasonOf(cause)}); it is ${place}, and nowhere else`,
    {
      hint: [
        'put the secret in a safe place',
        `to log in with it: ${await loginCommand(id, log.operation, context)} --secret-stdin`,
      ].join('\n'),
    },
  )
}

async function handOver(
  { credential, secret }: Obtained,
  { log, showSecret, report }: Finishing,
  context: Parts<'io' | 'messages'>,
): Promise<string | undefined> {
  const created = { credential, secret, store: null }
  const { secretFile } = log.operation
  if (secretFile !== undefined && takes(secretFile, secret, context.messages)) {
    await report({ ...created, showSecret })
    return `in ${secretFile}`
  }
  if (!showSecret && !(await asksToSee(credential, context.io))) return undefined
  await report({ ...created, showSecret: true })
  // On a full disk, and for a reader that has gone, nothing was shown.
  return (await context.io.stdout.isTaken()) ? 'shown here, this once' : undefined
}

/** False, with a note, when the file cannot be written either. */
function takes(file: string, secret: string, messages: Messages): boolean {
  const failure = tryWritingSecretFile(file, secret)
  if (failure !== undefined) messages.note(failure.message)
  return failure === undefined
}

async function asksToSee(credential: Obtained['credential'], io: Streams): Promise<boolean> {
  if (!io.canPrompt) return false
  const prompt = await io.prompt()
  return prompt.select(`The secret of ${plainText(nameOf(credential))} could not be stored. What now?`, [
    { name: 'delete the credential again', value: false },
    { name: 'show the secret here, this once', value: true },
  ])
}

function reasonOf(cause: unknown): string {
  return cause instanceof DgshError ? cause.message : 'the store failed'
}
