import type { Context } from '../../../app/context.ts'
import type { Credential } from '../../../deepgram/credential.ts'
import { DgshError } from '../../../errors.ts'
import type { OperationLog } from '../../../journal/journal.ts'
import { deliverAll } from '../../../operations/deliver.ts'
import { loginLine } from '../../../operations/go-on.ts'
import { type Obtained, recordCreation } from '../../../operations/obtain.ts'
import { requireScopes } from '../../../operations/require-scopes.ts'
import { placeOfStore } from '../../../secrets/store-place.ts'
import { tryWritingSecretFile } from '../../../store/secret-file.ts'
import type { Store } from '../../../store/store.ts'
import { command, message, path } from '../../../ui/message.ts'
import { type Created, sayCreated } from './report.ts'

/** What `creds create` ends with. */
export interface Finishing {
  log: OperationLog
  store: Store
  showSecret: boolean
  /** Writes what was created to stdout. */
  report: (created: Created) => Promise<void>
}

/**
 * The end of `creds create`, from a kept secret on: file, report, login. Throws `scopes_differ` when other scopes were
 * granted than asked for; the credential and its secret are kept all the same.
 */
export async function finish(
  obtained: Obtained,
  { log, store, showSecret, report }: Finishing,
  context: Context,
): Promise<number> {
  const { credential, secret } = obtained
  await recordCreation(obtained, { log, store }, context)
  const { secret_file: file, wanted } = log.operation
  const unwritten = file === undefined ? undefined : tryWritingSecretFile(file, secret)
  const also = file === undefined || unwritten !== undefined ? '' : message` and in ${path(file)}`
  sayCreated(obtained, context)
  await report({ ...obtained, store: store.name, showSecret })
  context.messages.step('done', 'secret', message`stored in ${placeOfStore(store, context.host.env)}${also}`)
  try {
    if (unwritten !== undefined) throw unwritten
    await requireScopes(credential, log.operation, context)
    reportTags(credential, wanted.tags, context)
    await deliverAll({ id: credential.id, secret, instead: undefined }, log, context)
  } catch (error) {
    // It is created and kept: what failed after that needs no journal.
    if (error instanceof DgshError) await log.close()
    throw error
  }
  await log.close()
  if (log.operation.targets.length === 0)
    context.messages.say(
      message`To log in: ${command(await loginLine(credential.id, log.operation, context))}`,
    )
  return 0
}

function reportTags({ tags }: Credential, asked: readonly string[], context: Context): void {
  const lost = asked.filter((tag) => !tags.includes(tag))
  if (lost.length > 0) context.messages.note(`Deepgram did not keep the tags ${lost.join(', ')}`)
}
