import type { GivenOptions, Host, Parts } from '../app/context.ts'
import { DgshError } from '../errors.ts'
import type { ExecRequest, ExecResult } from '../ports.ts'
import { type Engine, hintAtOthers } from './engine.ts'

/** A login or a logout that an engine is to do. */
export type EngineRequest = Pick<ExecRequest, 'args' | 'input' | 'env' | 'untilDone'>

/**
 * Runs an engine to its own end, whatever its exit code, and for as long as {@link engineSeconds} says. Throws `timeout` after
 * that, and `engine_failed` when it cannot be started or a signal ends it. What it has started ends with it.
 */
export async function runEngine(
  engine: Engine,
  request: EngineRequest,
  context: Parts<'host' | 'options' | 'settings'>,
): Promise<ExecResult> {
  const seconds = await engineSeconds(context)
  context.host.loadAhead()
  const result = await context.host.exec({
    file: engine.path,
    ...request,
    ...environmentOf(request, context.options),
    timeoutMs: seconds * 1000,
    ownGroup: true,
  })
  const error = explainEnd(result, engine, seconds, context.host)
  if (error !== undefined) throw error
  return result
}

/** docker-credential-dgsh, which the engine may run, keeps the login where this call would: options are not inherited. */
function environmentOf({ env }: EngineRequest, { flags: { profile, registry } }: GivenOptions) {
  if (profile === undefined && registry === undefined) return {}
  return {
    env: {
      ...env,
      ...(profile === undefined ? {} : { DGSH_PROFILE: profile }),
      ...(registry === undefined ? {} : { DGSH_REGISTRY: registry }),
    },
  }
}

/** How long an engine may take for a login or a logout: twice what a call of dgsh may, as it makes several. */
export async function engineSeconds(context: Parts<'settings'>): Promise<number> {
  return 2 * (await context.settings()).timeout.value
}

function explainEnd(
  { startError, signal, timedOut }: ExecResult,
  { name, path }: Engine,
  seconds: number,
  host: Host,
): DgshError | undefined {
  const others = hintAtOthers([name], host)
  if (startError !== undefined) {
    return new DgshError('engine_failed', `${path} cannot be started (${startError})`, {
      hint: others ?? `check that ${name} is installed properly`,
    })
  }
  if (timedOut === true) {
    const desktop = name === 'docker' ? 'if Docker Desktop does not respond, restart it; ' : ''
    return new DgshError('timeout', `${name} did not finish within ${seconds} seconds, and was stopped`, {
      hint: `${desktop}--timeout <seconds> gives it twice that time`,
    })
  }
  if (signal === undefined) return undefined
  return new DgshError('engine_failed', `${name} was ended by ${signal}`, { hint: others ?? 'try again' })
}
