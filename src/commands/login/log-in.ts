import type { Context, ExecResult } from '../../context.ts'
import { loginArguments } from '../../engines/argv.ts'
import { plainTextFile } from '../../engines/outcome.ts'
import { record } from '../record.ts'
import { whileAlone } from '../while-alone.ts'
import type { Engine } from './engine.ts'
import { explainLoginFailure } from './failure.ts'

/** A login to hand to an engine. */
export interface Login {
  engine: Engine
  /** The host, or for podman and its kin a path below it. */
  registry: string
  credential: string
  username: string
  secret: string
  /** False only for a loopback registry without TLS. */
  tlsVerify: boolean
  /** Added to the engine's environment. */
  env?: Readonly<Record<string, string>> | undefined
}

/**
 * Hands a login to an engine, whose own login command checks it with the registry and keeps it. Throws when the engine does
 * not; what it held before is still there then.
 */
export async function logIn(login: Login, context: Context): Promise<void> {
  const { engine, registry, credential, username, secret, tlsVerify, env } = login
  // An engine that tells of its request shows the two as Basic authentication.
  context.protect(Buffer.from(`${username}:${secret}`).toString('base64'))
  const args = loginArguments({ engine: engine.name, registry, username, tlsVerify })
  const request = { file: engine.path, args, input: secret, ...(env === undefined ? {} : { env }) }
  // docker reads and writes its file without a lock, and of two logins at once only one would stay.
  const result = await whileAlone('logins', context, () => context.exec(request))
  if (result.exitCode !== 0) throw explainLoginFailure(result, { engine, registry, username }, context)
  warnOfPlainText(engine, result, context)
  await record(context, {
    action: 'engine_logged_in',
    credential,
    detail: { engine: engine.name, registry, username },
  })
}

function warnOfPlainText({ name }: Engine, { stderr }: ExecResult, context: Context): void {
  const file = plainTextFile(stderr)
  if (file === undefined) return
  context.note(
    `${name} keeps the secret unencrypted in ${file}; to change that, install a credential helper and name it as "credsStore" there`,
  )
}
