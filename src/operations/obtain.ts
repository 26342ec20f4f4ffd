import type { Context, Remote } from '../app/context.ts'
import { recordOnce } from '../app/record.ts'
import type { Credential } from '../deepgram/credential.ts'
import type { CreatedCredential } from '../deepgram/new-credential.ts'
import { DgshError } from '../errors.ts'
import type { OperationLog } from '../journal/journal.ts'
import { keepSecret } from '../secrets/keep-secret.ts'
import { plainText } from '../ui/message.ts'
import { requireNew } from './check-created.ts'
import { deleteUnkept, type Unkept } from './delete-unkept.ts'
import { findCreated, isCertain } from './find-created.ts'
import { createdName } from './names.ts'
import type { Operating } from './operating.ts'
import { hintToResume } from './resume-command.ts'

/** A credential and its secret. */
export interface Obtained {
  credential: Credential
  secret: string
}

/** What is needed to obtain a credential. */
export interface Obtaining extends Operating {
  /** Handles a secret that cannot be stored, and returns the error that ends the operation; left out, the credential is deleted. */
  rescue?: (unkept: Unkept, context: Context) => Promise<unknown>
  /** The ids that are there now; left out, those of the journal are of now. */
  known?: readonly string[] | undefined
}

/**
 * Creates the credential that an operation wants, notes its id, and stores its secret before anything else happens; the operation
 * is at `stored` then. The request is never repeated: when its outcome is unknown, dgsh reads the list, and the error says what
 * it found; the operation stays for `--resume` and `--abort`.
 */
export async function obtain(
  { log, store, rescue = deleteUnkept, known }: Obtaining,
  context: Context,
): Promise<Obtained> {
  await log.write({
    step: 'requested',
    created: undefined,
    ...(known === undefined ? {} : { known: [...known] }),
  })
  const { credential, secret } = await request({ log, store }, context)
  await noteOwn(credential.id, log)
  if (secret === undefined) throw await withoutSecret(credential.id, log, context)
  try {
    await keepSecret(store, credential.id, secret)
  } catch (cause) {
    throw await rescue({ credential, secret, cause, log, store }, context)
  }
  await writeStored({ credential, secret }, { log, store }, context)
  return { credential: await complete(credential, log.operation.project, context.remote), secret }
}

/** Throws with the name, and adds the creation to the history, as nothing else would report it. */
async function writeStored(obtained: Obtained, { log, store }: Operating, context: Context): Promise<void> {
  try {
    await log.write({ step: 'stored', created: obtained.credential.id })
  } catch (error) {
    if (!(error instanceof DgshError)) throw error
    await recordCreation(obtained, { log, store }, context)
    const { code, message, hint } = error
    const name = plainText(createdName(log.operation, obtained.credential.id))
    throw new DgshError(code, `${name} was created, and its secret is stored; but ${message}`, { hint })
  }
}

/** Adds a creation to the history; to be called whenever its operation is resumed, in case that was interrupted. */
export async function recordCreation(
  { credential }: Obtained,
  { log, store }: Operating,
  context: Context,
): Promise<void> {
  const { id, comment } = credential
  const { project, wanted } = log.operation
  const change = { credential: id, comment: comment ?? wanted.comment, project }
  await recordOnce(
    context,
    { action: 'credential_created', ...change },
    { action: 'secret_stored', ...change, detail: { store: store.name } },
  )
}

/** The answer to create may leave out what was granted; then the credential itself has it. */
async function complete(credential: Credential, project: string, remote: Remote): Promise<Credential> {
  if (credential.scopes.length > 0) return credential
  return (await remote.api()).getCredential(project, credential.id)
}

async function request({ log, store }: Operating, context: Context): Promise<CreatedCredential> {
  const { project, wanted } = log.operation
  const api = await context.remote.api()
  try {
    const created = await api.createCredential(project, wanted)
    if (created.secret !== undefined) context.redaction.protect(created.secret)
    await requireNew(created.credential, { operation: log.operation, store }, context)
    return created
  } catch (error) {
    if (!(error instanceof DgshError)) throw error
    if (!error.mayHaveHappened) {
      await log.close()
      throw error
    }
    throw await explain(error, log, context)
  }
}

/** The same error, with what the list says about whether there is a new credential. */
async function explain(error: DgshError, { operation }: OperationLog, context: Context): Promise<DgshError> {
  const found = await findCreated(operation, context).then(
    ([created]) => {
      if (created === undefined) return 'no new credential is listed so far'
      const name = plainText(createdName(operation, created.id))
      return isCertain(operation)
        ? `${name} was created all the same, and its secret is lost`
        : `${name} is new and has the same comment: it is probably the one, and its secret is lost`
    },
    () => 'dgsh cannot tell whether a credential was created',
  )
  return new DgshError(error.code, `${error.message}; ${found}`, {
    hint: await hintToResume(operation, context),
    reason: 'resume_in_hint',
    requestId: error.requestId,
  })
}

async function withoutSecret(id: string, { operation }: OperationLog, context: Context): Promise<DgshError> {
  const name = plainText(createdName(operation, id))
  return new DgshError('invalid_response', `Deepgram created ${name}, but returned no secret for it`, {
    hint: await hintToResume(operation, context),
    reason: 'resume_in_hint',
  })
}

/** Writes down, if possible, which one it is: should its secret be lost from here on, nobody has to guess. */
async function noteOwn(id: string, log: OperationLog): Promise<void> {
  await log.write({ created: id }).catch((error: unknown) => {
    if (!(error instanceof DgshError)) throw error
  })
}
