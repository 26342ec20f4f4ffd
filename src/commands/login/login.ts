import type { Context } from '../../context.ts'
import { usernameOf } from '../../deepgram/credential.ts'
import { usageError } from '../../errors.ts'
import { isLoopback } from '../../loopback.ts'
import { secretName } from '../../store/store.ts'
import { safeText } from '../../ui/safe-text.ts'
import type { EngineName } from '../../vocabulary.ts'
import { isAboutStore } from '../choose-store.ts'
import { type Confidential, readConfidential, refuseApiKey, requireSource } from '../confidential.ts'
import { fullIdOf, resolveCredential } from '../creds/resolve.ts'
import { writeData } from '../write.ts'
import { pickEngine, requireSoundConfig } from './engine.ts'
import { logIn } from './log-in.ts'

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
  const { registry } = await context.settings()
  if (!tlsVerify && !isLoopback(registry.value)) {
    throw usageError(
      `--tls-verify=false is for loopback only, and ${registry.value} is not`,
      'it would send the secret to whoever answers in its name',
    )
  }
  const engine = await pickEngine(asked, context)
  requireSoundConfig(engine, context)
  const source: Confidential = { noun: 'secret', option: '--secret-stdin', fromStdin: secretStdin }
  if (secretStdin) requireSource(source, context)
  const piped = secretStdin ? await readSecret(source, '', context) : undefined
  const id = fullIdOf(credential) ?? (await resolveCredential(credential, context)).id
  const secret = piped ?? (await findKept(id, context)) ?? (await askSecret(id, source, context))
  const username = usernameOf(id)
  await logIn({ engine, registry: registry.value, credential: id, username, secret, tlsVerify }, context)
  await report({ engine: engine.name, registry: registry.value, username }, context)
  return 0
}

/** The secret in the store. Where it cannot be looked for, that is said, and the secret asked for if that is possible. */
async function findKept(id: string, context: Context): Promise<string | undefined> {
  try {
    return await (await context.store()).get(secretName(id))
  } catch (error) {
    if (!isAboutStore(error) || !context.canPrompt) throw error
    context.note(error.message)
    return undefined
  }
}

async function askSecret(id: string, source: Confidential, context: Context): Promise<string> {
  requireSource(source, context)
  return readSecret(source, `Secret of ${usernameOf(id)}`, context)
}

async function readSecret(source: Confidential, message: string, context: Context): Promise<string> {
  const secret = await readConfidential(source, message, context)
  await refuseApiKey(secret, context)
  return secret
}

interface Done {
  engine: EngineName
  registry: string
  username: string
}

async function report({ engine, registry, username }: Done, context: Context): Promise<void> {
  if (await writeData(context, { engine, registry, username })) return
  const { good } = await context.palette('stderr')
  context.stderr.write(`${good(`Logged ${engine} in to ${safeText(registry)}`)} as ${safeText(username)}.\n`)
}
