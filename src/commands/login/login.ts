import type { Context } from '../../context.ts'
import { usernameOf } from '../../deepgram/names.ts'
import { usageError } from '../../errors.ts'
import { isLoopback } from '../../loopback.ts'
import { safeText } from '../../ui/safe-text.ts'
import type { EngineName } from '../../vocabulary.ts'
import { fullIdOf, resolveCredential } from '../creds/resolve.ts'
import { askSecret, findKeptSecret, readPipedSecret } from '../secret-of.ts'
import { writeData } from '../write.ts'
import { pickEngine, requireSoundConfig, requireUsableStore } from './engine.ts'
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
  await requireSoundConfig(engine, { registry: registry.value }, context)
  await requireUsableStore(engine, registry.value, context)
  const piped = await readPipedSecret(secretStdin, context)
  const id =
    fullIdOf(credential) ??
    (
      await resolveCredential(credential, context, {
        question: `Which credential should ${engine.name} log in with?`,
      })
    ).id
  const secret = piped ?? (await findKeptSecret(id, context)) ?? (await askSecret(id, context))
  const username = usernameOf(id)
  await logIn({ engine, registry: registry.value, credential: id, username, secret, tlsVerify }, context)
  await report({ engine: engine.name, registry: registry.value, username }, context)
  return 0
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
