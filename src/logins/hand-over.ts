import type { Context } from '../app/context.ts'
import { loginArguments } from '../engines/argv.ts'
import type { ExecResult } from '../ports.ts'
import { type Engine, requireSoundConfig } from './engine.ts'
import { explainLoginFailure } from './failure.ts'
import { runEngine } from './run-engine.ts'

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
 * Has an engine log in by its own command. Throws when it does not. Whoever calls sees to it that no other dgsh does the same
 * meanwhile; `untilDone` is that of the request.
 */
export async function handOver(
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
