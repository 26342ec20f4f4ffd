import type { Context, ExecResult } from '../../context.ts'
import { usernameOf } from '../../deepgram/credential.ts'
import { loginArguments } from '../../engines/argv.ts'
import { plainTextFile } from '../../engines/outcome.ts'
import { usageError } from '../../errors.ts'
import { isLoopback } from '../../loopback.ts'
import { safeText } from '../../ui/safe-text.ts'
import type { EngineName } from '../../vocabulary.ts'
import { type Confidential, readConfidential, refuseApiKey, requireSource } from '../confidential.ts'
import { fullIdOf, resolveCredential } from '../creds/resolve.ts'
import { writeData } from '../write.ts'
import { pickEngine, requireSoundConfig } from './engine.ts'
import { explainLoginFailure } from './failure.ts'

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
  requireSource(source, context)
  const piped = secretStdin ? await readSecret(source, '', context) : undefined
  const id = fullIdOf(credential)
  const username = id === undefined ? (await resolveCredential(credential, context)).username : usernameOf(id)
  const secret = piped ?? (await readSecret(source, `Secret of ${username}`, context))

  // An engine that tells of its request shows the two as Basic authentication.
  context.protect(Buffer.from(`${username}:${secret}`).toString('base64'))
  const login = { engine: engine.name, registry: registry.value, username, tlsVerify }
  const result = await context.exec({ file: engine.path, args: loginArguments(login), input: secret })
  if (result.exitCode !== 0)
    throw explainLoginFailure(result, { engine, registry: registry.value, username }, context)
  await report(result, login, context)
  return 0
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

async function report(
  result: ExecResult,
  { engine, registry, username }: Done,
  context: Context,
): Promise<void> {
  if (!(await writeData(context, { engine, registry, username }))) {
    const { good } = await context.palette('stderr')
    context.stderr.write(
      `${good(`Logged ${engine} in to ${safeText(registry)}`)} as ${safeText(username)}.\n`,
    )
  }
  const file = plainTextFile(result.stderr)
  if (file === undefined) return
  context.note(
    `${engine} keeps the secret unencrypted in ${file}; to change that, install a credential helper and name it as "credsStore" there`,
  )
}
