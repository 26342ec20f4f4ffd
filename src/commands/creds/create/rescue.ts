import type { Context } from '../../../app/context.ts'
import { nameOf } from '../../../app/credential-name.ts'
import { record } from '../../../app/record.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { deleteUnkept } from '../../../operations/delete-unkept.ts'
import { loginLine } from '../../../operations/go-on.ts'
import type { Obtained, Rescue } from '../../../operations/obtain.ts'
import { isAboutStore } from '../../../secrets/choose-store.ts'
import { tryWritingSecretFile } from '../../../store/secret-file.ts'
import type { Store } from '../../../store/store.ts'
import { plainText } from '../../../ui/message.ts'
import { report, sayCreated } from './report.ts'

/** What is known when a secret cannot be kept. */
export interface RescueOptions {
  log: OperationLog
  store: Store
  showSecret: boolean
  secretFile: string | undefined
}

/**
 * What `creds create` does with a secret that the store does not take: it goes to the file or the terminal that was asked
 * for, or where the user says now; else the credential is deleted again. It is never silently gone.
 */
export function rescueCreated(options: RescueOptions, context: Context): Rescue {
  const { log, store } = options
  return async (obtained, cause) => {
    const { credential } = obtained
    const place = await handOver(obtained, options, context)
    if (place === undefined) throw await deleteUnkept({ credential, cause, log, store }, context)
    // Before the journal forgets it: nobody may take it for one whose secret is lost.
    const { project } = log.operation
    const { id, comment } = credential
    await record(context, { action: 'credential_created', credential: id, comment, project })
    await log.close()
    throw new DgshError(
      isAboutStore(cause) ? cause.code : 'store_unusable',
      `${plainText(nameOf(credential))} was created, and its secret could not be stored (${reasonOf(cause)}); it is ${place}, and nowhere else`,
      {
        hint: [
          'put the secret in a safe place',
          `to log in with it: ${await loginLine(id, log.operation, context)} --secret-stdin`,
        ].join('\n'),
      },
    )
  }
}

async function handOver(
  obtained: Obtained,
  { secretFile, showSecret }: RescueOptions,
  context: Context,
): Promise<string | undefined> {
  const created = { ...obtained, store: null }
  const show = async (showIt: boolean) => {
    sayCreated(obtained, context)
    await report({ ...created, showSecret: showIt }, context)
  }
  if (secretFile !== undefined && takes(secretFile, obtained.secret, context)) {
    await show(showSecret)
    return `in ${secretFile}`
  }
  if (!showSecret && !(await asksToSee(obtained, context))) return undefined
  await show(true)
  // On a full disk, and for a reader that has gone, nothing was shown.
  return (await context.io.stdout.isTaken()) ? 'shown here, this once' : undefined
}

/** False, with a note, when the file cannot be written either. */
function takes(file: string, secret: string, context: Context): boolean {
  const failure = tryWritingSecretFile(file, secret)
  if (failure !== undefined) context.messages.note(failure.message)
  return failure === undefined
}

async function asksToSee({ credential }: Obtained, context: Context): Promise<boolean> {
  if (!context.io.canPrompt) return false
  const prompt = await context.io.prompt()
  return prompt.select(`The secret of ${plainText(nameOf(credential))} could not be stored. What now?`, [
    { name: 'delete the credential again', value: false },
    { name: 'show the secret here, this once', value: true },
  ])
}

function reasonOf(cause: unknown): string {
  return cause instanceof DgshError ? cause.message : 'the store failed'
}
