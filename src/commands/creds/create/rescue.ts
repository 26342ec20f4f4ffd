import type { Context } from '../../../context.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { writeSecretFile } from '../../../store/secret-file.ts'
import { isAboutStore } from '../../choose-store.ts'
import { deleteUnkept } from '../lifecycle/delete-unkept.ts'
import type { Obtained, Rescue } from '../lifecycle/obtain.ts'

/** What is known when a secret cannot be kept. */
export interface RescueOptions {
  log: OperationLog
  showSecret: boolean
  secretFile: string | undefined
}

/**
 * What `creds create` does with a secret that the store does not take: it goes to the file or the terminal that was asked
 * for, or where the user says now; else the credential is deleted again. It is never silently gone.
 */
export function rescueCreated(options: RescueOptions, context: Context): Rescue {
  return async (obtained, cause) => {
    const place = await handOver(obtained, options, context)
    if (place === undefined) throw await deleteUnkept(obtained.credential, cause, options.log, context)
    await options.log.close()
    throw new DgshError(
      isAboutStore(cause) ? cause.code : 'store_unusable',
      `credential ${obtained.credential.id} was created, and its secret could not be kept (${tell(cause)}); it is ${place}, and nowhere else`,
      { hint: 'put it in a safe place; dgsh login --secret-stdin takes it' },
    )
  }
}

async function handOver(
  { credential, secret }: Obtained,
  { secretFile, showSecret }: RescueOptions,
  context: Context,
): Promise<string | undefined> {
  if (secretFile !== undefined && takes(secretFile, secret, context)) return `in ${secretFile}`
  if (!showSecret && !(await asksToSee(credential.id, context))) return undefined
  context.stdout.write(`${secret}\n`)
  return 'shown here, this once'
}

/** False, with a note, when the file cannot be written either. */
function takes(file: string, secret: string, context: Context): boolean {
  try {
    writeSecretFile(file, secret)
    return true
  } catch (error) {
    if (!(error instanceof DgshError)) throw error
    context.note(error.message)
    return false
  }
}

async function asksToSee(id: string, context: Context): Promise<boolean> {
  if (!context.canPrompt) return false
  const prompt = await context.prompt()
  return prompt.select(`The store does not take the secret of ${id}. What now?`, [
    { name: 'delete the credential again', value: false },
    { name: 'show the secret here, this once', value: true },
  ])
}

function tell(cause: unknown): string {
  return cause instanceof DgshError ? cause.message : 'the store failed'
}
