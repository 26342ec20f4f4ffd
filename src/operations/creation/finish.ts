import type { Context, Messages } from '../../app/context.ts'
import type { Credential } from '../../deepgram/credential.ts'
import { DgshError } from '../../errors.ts'
import type { OperationLog } from '../../journal/journal.ts'
import type { Creation } from '../../journal/operation.ts'
import { placeOfStore } from '../../secrets/choose-store.ts'
import { tryWritingSecretFile } from '../../store/secret-file.ts'
import type { Store } from '../../store/store.ts'
import { command, message, path } from '../../ui/message.ts'
import { requireScopes } from '../check-created.ts'
import { deliverAll } from '../deliver.ts'
import { type Obtained, recordCreation } from '../obtain.ts'
import { loginCommand } from '../resume-command.ts'

/** A new credential, and what is reported of its secret. */
export interface Created extends Obtained {
  /** The name of the store that has the secret; null where none has. */
  store: string | null
  showSecret: boolean
}

/** What a creation ends with. */
export interface Finishing {
  log: OperationLog<Creation>
  store: Store
  showSecret: boolean
  /** Says what was created, and writes it to stdout. */
  report: (created: Created) => Promise<void>
}

/**
 * The end of a creation, from a kept secret on: file, report, login. Throws `scopes_differ` when other scopes were
 * granted than asked for; the credential and its secret are kept all the same.
 */
export async function finishCreation(
  obtained: Obtained,
  { log, store, showSecret, report }: Finishing,
  context: Context,
): Promise<void> {
  const { credential, secret } = obtained
  await recordCreation(obtained, { log, store }, context)
  const { secretFile: file, targets } = log.operation
  const unwritten = file === undefined ? undefined : tryWritingSecretFile(file, secret)
  const also = file === undefined || unwritten !== undefined ? '' : message` and in ${path(file)}`
  await report({ ...obtained, store: store.name, showSecret })
  context.messages.step('done', 'secret', message`stored in ${placeOfStore(store, context.host.env)}${also}`)
  try {
    if (unwritten !== undefined) throw unwritten
    await deliver(obtained, log, context)
  } catch (error) {
    // It is created and kept: what failed after that needs no journal.
    if (error instanceof DgshError) await log.close()
    throw error
  }
  await log.close()
  if (targets.length === 0)
    context.messages.say(
      message`To log in: ${command(await loginCommand(credential.id, log.operation, context))}`,
    )
}

async function deliver(
  { credential, secret }: Obtained,
  log: OperationLog<Creation>,
  context: Context,
): Promise<void> {
  await requireScopes(credential, log.operation, context)
  reportTags(credential, log.operation.wanted.tags, context.messages)
  await deliverAll({ id: credential.id, secret, instead: undefined }, log, context)
}

function reportTags({ tags }: Credential, asked: readonly string[], messages: Messages): void {
  const lost = asked.filter((tag) => !tags.includes(tag))
  if (lost.length > 0) messages.note(`Deepgram did not keep the tags ${lost.join(', ')}`)
}
