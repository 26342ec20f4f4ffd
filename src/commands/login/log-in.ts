import type { Context, ExecResult } from '../../context.ts'
import { loginArguments } from '../../engines/argv.ts'
import { withoutScheme } from '../../engines/engine-login.ts'
import { findLogins } from '../../engines/logins.ts'
import { plainTextFile } from '../../engines/outcome.ts'
import { protectLogin } from '../confidential.ts'
import { loginSearch } from '../login-search.ts'
import { record } from '../record.ts'
import type { Engine } from './engine.ts'
import { explainLoginFailure } from './failure.ts'
import { logOut } from './log-out.ts'
import { whileAlone } from './while-alone.ts'

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
 *
 * docker-credential-pass keeps a login for each username and gives the first by the alphabet (seen with 0.6.4): a former one
 * is in the way until the engine has logged out. That is the one moment without a login, and it is as short as can be, as
 * the engine has just shown that it can log in again.
 */
export async function logIn(login: Login, context: Context): Promise<void> {
  const { engine, registry, credential, username, secret } = login
  protectLogin(username, secret, context)
  const result = await attempt(login, context)
  if (await isHidden(login, context)) {
    context.debug(`${engine.name} still gives a former login: logging it out, and in again`)
    await logOut(login, context)
    await attempt(login, context)
  }
  warnOfPlainText(engine, result, context)
  await record(context, {
    action: 'engine_logged_in',
    credential,
    detail: { engine: engine.name, registry, username },
  })
}

async function attempt(
  { engine, registry, username, secret, tlsVerify, env }: Login,
  context: Context,
): Promise<ExecResult> {
  const args = loginArguments({ engine: engine.name, registry, username, tlsVerify })
  const request = { file: engine.path, args, input: secret, ...(env === undefined ? {} : { env }) }
  // docker reads and writes its file without a lock, and of two logins at once only one would stay.
  const result = await whileAlone(context, () => context.exec(request))
  if (result.exitCode === 0) return result
  throw explainLoginFailure(result, { engine, registry, username }, context)
}

/** True when the helper that keeps the engine's logins gives another username than the one that it was just given. */
async function isHidden({ engine, registry, username, env }: Login, context: Context): Promise<boolean> {
  const search = await loginSearch(context, registry.replace(/\/.*$/, ''))
  const { logins } = await findLogins({ ...search, env: { ...search.env, ...env } })
  return logins.some(
    (login) =>
      login.helper !== undefined &&
      (login.engine === 'docker') === (engine.name === 'docker') &&
      withoutScheme(login.key) === registry &&
      login.username !== username,
  )
}

function warnOfPlainText({ name }: Engine, { stderr }: ExecResult, context: Context): void {
  const file = plainTextFile(stderr)
  if (file === undefined) return
  context.note(
    `${name} keeps the secret unencrypted in ${file}; to change that, install a credential helper and name it as "credsStore" there`,
  )
}
