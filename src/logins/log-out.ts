import type { Context, Parts } from '../app/context.ts'
import { quote } from '../app/quote.ts'
import { record } from '../app/record.ts'
import { logoutArguments } from '../engines/argv.ts'
import { lastLine, wasNotLoggedIn } from '../engines/outcome.ts'
import { DgshError } from '../errors.ts'
import type { ExecResult } from '../ports.ts'
import { type Engine, hintAtOthers, noteDropped, requireSoundConfig } from './engine.ts'
import { installedEnvironment } from './installed-file.ts'
import { withLoginLock } from './login-lock.ts'
import { runEngine } from './run-engine.ts'

/** A login to take from an engine. */
export interface Logout {
  engine: Engine
  /** The host, or for podman and its kin a path below it. */
  registry: string
  /** Added to the engine's environment. */
  env?: Readonly<Record<string, string>> | undefined
}

/** Logs an engine out by its own command. False when it was not logged in. Throws when it fails. */
export async function logOut(given: Logout, context: Context): Promise<boolean> {
  const { engine, registry } = given
  const logout = { ...given, env: given.env ?? (await installedEnvironment(engine.name, registry, context)) }
  await noteDropped(logout.engine, logout, context)
  const isDone = await withLoginLock(context, () => endLogin(logout, context))
  if (isDone) await recordLogout(logout, context)
  return isDone
}

/**
 * Runs the engine's own logout command, without the history. False when it was not logged in. Called under the login lock;
 * `untilDone` is that of the request.
 */
export async function endLogin(
  { engine, registry, env }: Logout,
  context: Context,
  untilDone = false,
): Promise<boolean> {
  await requireSoundConfig(engine, { registry, env }, context)
  const request = {
    args: logoutArguments(engine.name, registry),
    ...(env === undefined ? {} : { env }),
    ...(untilDone ? { untilDone } : {}),
  }
  const result = await runEngine(engine, request, context)
  if (wasNotLoggedIn(`${result.stdout}\n${result.stderr}`)) return false
  if (result.exitCode !== 0) throw explain(result, { engine, registry }, context)
  return true
}

/** Adds a logout to the history. */
export function recordLogout({ engine, registry }: Logout, context: Context): Promise<void> {
  const detail = { engine: engine.name, registry }
  return record(context, { action: 'engine_logged_out', credential: null, detail })
}

function explain(
  result: ExecResult,
  { engine, registry }: Logout,
  context: Parts<'host' | 'redaction'>,
): DgshError {
  const said = quote(engine.name, lastLine(result.stderr), context)
  return new DgshError('engine_failed', `${engine.name} could not log out of ${registry}${said}`, {
    hint:
      hintAtOthers([engine.name], context.host) ??
      'run it again with --debug, or run the logout of the engine by hand',
  })
}
