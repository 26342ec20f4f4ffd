import type { Context, Parts } from '../../app/context.ts'
import { writeData } from '../../app/write.ts'
import { type KnownCredentials, knownCredentials } from '../../credentials/known-credentials.ts'
import { fullIdOf, resolveCredential } from '../../credentials/resolve.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { usageError } from '../../errors.ts'
import { offerInsteadOfFile, offerInsteadOfStore } from '../../installation/offer.ts'
import { askAccess } from '../../logins/access.ts'
import { pickEngine, requireSoundConfig, requireUsableStore } from '../../logins/engine.ts'
import { usernameBefore } from '../../logins/login-in-use.ts'
import type { Login } from '../../logins/run-login.ts'
import { isLoopback } from '../../loopback.ts'
import { logInWithSecret } from '../../secrets/log-in-with-secret.ts'
import { offerToStore } from '../../secrets/offer-to-store.ts'
import { readPipedSecret } from '../../secrets/secret-of.ts'
import type { Message } from '../../ui/message.ts'
import type { EngineName } from '../../vocabulary.ts'
import { type Done, reportDetails, reportLogin, type Subject } from './report.ts'

/** The arguments and options of `dgsh login`. */
export interface LoginOptions {
  credential: string | undefined
  engine: EngineName | undefined
  secretStdin: boolean
  tlsVerify: boolean
}

/** `dgsh login`: everything that can be checked here is checked before the first request. */
export async function run(
  { credential, engine: asked, secretStdin, tlsVerify }: LoginOptions,
  context: Context,
): Promise<number> {
  const { value: registry } = (await context.settings()).registry
  requireLoopback(tlsVerify, registry)
  const engine = await pickEngine(asked, context)
  await requireSoundConfig(engine, { registry }, context)
  await offerInsteadOfStore({ engine: engine.name, registry }, context)
  await requireUsableStore(engine, registry, context)
  const piped = await readPipedSecret(secretStdin, context)
  const known = knownCredentials(context)
  const subject = await findSubject(credential, { known, engine: engine.name }, context)
  const login = { engine, registry, credential: subject.id, username: usernameOf(subject.id), tlsVerify }
  const was = await usernameBefore(login, context)
  const warnings: Message[] = []
  const warn = (warning: Message) => void warnings.push(warning)
  const used = await logInWithSecret({ subject, login, piped }, context, warn)
  await report({ ...login, secret: used.secret }, { subject, was, warnings, known }, context)
  await offerInsteadOfFile({ engine: engine.name, registry }, context)
  if (used.source === 'prompt') await offerToStore(subject, used.secret, context)
  return 0
}

function requireLoopback(tlsVerify: boolean, registry: string): void {
  if (tlsVerify || isLoopback(registry)) return
  throw usageError(
    `--tls-verify=false is for loopback only, and ${registry} is not`,
    'without TLS, anybody could answer in its name and get the secret',
  )
}

/** Deepgram is not asked about a whole id, except on a terminal: people know credentials by their comments. */
async function findSubject(
  text: string | undefined,
  { known, engine }: { known: KnownCredentials; engine: EngineName },
  context: Context,
): Promise<Subject> {
  const id = fullIdOf(text)
  if (id === undefined)
    return resolveCredential(text, context, { question: `Which credential should ${engine} log in with?` })
  return (context.io.stderr.isTTY ? (await known()).get(id) : undefined) ?? { id }
}

interface Circumstances {
  subject: Subject
  /** The username that the engine had before, if it is another one. */
  was: string | undefined
  warnings: readonly Message[]
  known: KnownCredentials
}

async function report(
  { engine: { name: engine }, registry, username, secret }: Login,
  { subject, was, warnings, known }: Circumstances,
  context: Context,
): Promise<void> {
  const isData = await isDataWanted(context)
  if (!isData) reportLogin({ engine, registry, subject }, context.messages)
  const access = await askAccess({ username, secret, scopes: subject.scopes }, context)
  const done: Done = { engine, registry, subject, was, access, warnings }
  await writeData(context, dataOf(done, username))
  await reportDetails(done, { known, isData }, context)
  if (context.host.signal.aborted) throw context.host.signal.reason
}

async function isDataWanted(context: Parts<'settings'>): Promise<boolean> {
  const { value } = (await context.settings()).output
  return value === 'json' || value === 'yaml'
}

function dataOf({ engine, registry, subject, was, access }: Done, username: string): unknown {
  const comment = subject.comment ?? null
  return { engine, registry, username, comment, can_pull: access?.open ?? null, was: was ?? null }
}
