import type { Context } from '../app/context.ts'
import { loginArguments } from '../engines/argv.ts'
import type { ExecResult } from '../ports.ts'
import { type Engine, requireSoundConfig } from './engine.ts'
import { explainLoginFailure } from './failure.ts'
import { runEngine } from './run-engine.ts'

/** A login that an engine is to have. */
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
 * Runs the engine's own login command. Throws when it fails. Called under the login lock; `untilDone` is that of the request.
 */
export async function runLogin(
  { engine, registry, username, secret, tlsVerify, env }: Login,
  context: Context,
  untilDone = false,
): Promise<ExecResult> {
  await requireSoundConfig(engine, { registry, env }, context)
  const request = {
    args: loginArguments({ engine: engine.name, registry, username, tlsVerify }),
    input: secret,
    ...(env === undefined ? {} : { env }),
    ...(untilDone ? { untilDone } : {}),
  }
  const result = await runEngine(engine, request, context)
  if (result.exitCode === 0) return result
  throw explainLoginFailure(result, { engine, registry, username }, context)
}
