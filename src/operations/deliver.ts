import type { Context, Parts } from '../app/context.ts'
import { endOf, writeLines } from '../app/quote.ts'
import { requireWorkingDirectory } from '../app/working-directory.ts'
import { usernameOf } from '../deepgram/names.ts'
import { deliveryOf, fileVariable } from '../engines/engine-login.ts'
import { hostOf } from '../engines/login-config.ts'
import { loginFiles } from '../engines/login-files.ts'
import { findLogins } from '../engines/logins.ts'
import { lastLine } from '../engines/outcome.ts'
import { tildePath } from '../engines/surroundings.ts'
import { DgshError } from '../errors.ts'
import type { OperationLog } from '../journal/journal.ts'
import type { EngineTarget, LoginTarget, Operation, Target } from '../journal/operation.ts'
import { askAccess } from '../logins/access.ts'
import { pickEngine, requireSoundConfig } from '../logins/engine.ts'
import { logIn } from '../logins/log-in.ts'
import { loginSearch } from '../logins/login-search.ts'
import type { Login } from '../logins/run-login.ts'
import { isLoopback } from '../loopback.ts'
import { type Message, message, path } from '../ui/message.ts'
import type { RunningStep } from '../ui/running.ts'
import { resumeCommand, safeToInterrupt } from './resume-command.ts'
import { type NamedStep, stepOfTarget, upcomingSteps } from './upcoming.ts'

/** A credential to deliver. */
export interface Delivery {
  id: string
  secret: string
  /** The id of the one that it replaces. */
  instead: string | undefined
  /** The steps that follow the delivery, for people. */
  next?: readonly NamedStep[]
}

/** Gives a credential to all targets of an operation that do not have it yet, one after the other. */
export async function deliverAll(delivery: Delivery, log: OperationLog, context: Context): Promise<void> {
  const { targets, delivered } = log.operation
  for (const [index, target] of targets.entries()) {
    if (index < delivered) continue
    if (await isOfOthers(target, delivery, context)) continue
    await log.write({ step: 'delivering', delivered: index })
    const next = upcomingSteps(log.operation, index + 1, context.host.env)
    await deliverTo(target, { ...delivery, next }, log.operation, context)
  }
}

/** Gives a credential to one target, checks that it has it, and says so. Giving it again does no harm. */
export async function deliverTo(
  target: Target,
  delivery: Delivery,
  operation: Operation,
  context: Context,
): Promise<void> {
  const [word, text] = stepOfTarget(target, operation, context.host.env)
  const hint = await safeToInterrupt(operation, context)
  if (target.kind === 'exec') {
    const running = { word, text, hint, next: delivery.next ?? [] }
    await runHook(target.command, delivery, operation, context, running)
    return context.messages.step('done', word, text)
  }
  const { registry } = operation
  const engine = await pickEngine(target.engine, context)
  const { id, secret } = delivery
  const place = await placeOf(target, registry, context)
  await requireSoundConfig(engine, place, context)
  const tlsVerify = !isLoopback(hostOf(place.registry))
  const login = { ...place, engine, credential: id, username: usernameOf(id), secret, tlsVerify }
  // A helper's pinentry may draw on the same terminal.
  const running = { word: engine.name, text, hint, next: delivery.next ?? [], still: true }
  const warnings: Message[] = []
  const canPull = await context.messages.running(running, async () => {
    await logIn(login, context, (warning) => void warnings.push(warning))
    if (target.kind === 'login') return clauseOfAccess(login, context)
    await requireDelivered(target, login.username, context)
    return ''
  })
  const done = target.kind === 'login' ? `logged in to ${place.registry}${canPull}` : text
  context.messages.step('done', engine.name, done)
  for (const warning of warnings) context.messages.step('warning', 'warning', warning)
}

/** Off a terminal nobody reads it as it happens, and it costs a request. */
async function clauseOfAccess({ username, secret }: Login, context: Context): Promise<string> {
  if (!context.io.stderr.isTTY) return ''
  const access = await askAccess({ username, secret, scopes: undefined }, context)
  return access === undefined || access.open.length === 0 ? '' : `; can pull ${access.open.join(', ')}`
}

/** What the engine is told, so that it writes to the file of the target, also where it would write to another one by now. */
async function placeOf(
  target: EngineTarget | LoginTarget,
  registry: string,
  context: Parts<'host' | 'settings'>,
) {
  if (target.kind === 'login') return { registry, env: {} }
  const { registry: key, env } = deliveryOf(target)
  return { registry: key, env: { ...env, ...(await wayTo(target, context)) } }
}

/** What leads an engine to a file that it would not use by itself, as the shell was another one when the target was found. */
async function wayTo(
  { engine, file }: EngineTarget,
  context: Parts<'host' | 'settings'>,
): Promise<Record<string, string>> {
  const isUsed = loginFiles(await loginSearch(context)).some(({ path }) => path === file)
  return isUsed ? {} : fileVariable(engine, file)
}

/** Another login that was put there meanwhile is wanted; a place without one may be what an interruption left. */
async function isOfOthers(target: Target, { id, instead }: Delivery, context: Context): Promise<boolean> {
  if (target.kind !== 'engine' || instead === undefined) return false
  const username = (await usernameAt(target, context))?.toLowerCase()
  if (username === undefined || [id, instead].map(usernameOf).includes(username)) return false
  const file = path(tildePath(target.file, context.host.env))
  context.messages.step(
    'warning',
    target.engine,
    message`${file} is left alone: it is logged in as ${username} now`,
  )
  return true
}

/** The username that an engine's place holds now; undefined when there is none. */
export async function usernameAt(
  target: EngineTarget,
  context: Parts<'host' | 'settings'>,
): Promise<string | undefined> {
  const { file, key } = target
  const search = await loginSearch(context, hostOf(key), await wayTo(target, context))
  const { logins } = await findLogins(search)
  return logins.find((login) => login.file === file && login.key === key)?.username
}

async function requireDelivered(
  target: EngineTarget,
  username: string,
  context: Parts<'host' | 'settings'>,
): Promise<void> {
  if ((await usernameAt(target, context)) === username) return
  throw new DgshError(
    'engine_failed',
    `${target.engine} reports a successful login, but ${target.file} does not have it`,
    { hint: `log ${target.engine} in by hand, and find out where it stores logins: dgsh where` },
  )
}

/**
 * Runs a hook: the credential is in its environment, the secret on its standard input. What it prints goes to stderr.
 * An interruption may make dgsh run it again with the same credential.
 */
async function runHook(
  [file = '', ...args]: readonly string[],
  { id, secret, instead }: Delivery,
  operation: Operation,
  context: Context,
  running: RunningStep,
): Promise<void> {
  requireWorkingDirectory(context.host)
  const env = {
    DGSH_CREDENTIAL_ID: id,
    DGSH_USERNAME: usernameOf(id),
    DGSH_REGISTRY: operation.registry,
    ...(instead === undefined ? {} : { DGSH_OLD_CREDENTIAL_ID: instead }),
  }
  const result = await context.messages.running(running, () =>
    context.host.exec({ file, args, input: secret, env }),
  )
  for (const text of [result.stdout, result.stderr]) writeLines(file, text, context.messages.say)
  if (result.exitCode === 0) return
  const said = lastLine(endOf(result.stderr))
  const why = result.startError ?? result.signal ?? `exit code ${result.exitCode}`
  throw new DgshError('failed', `the hook ${file} failed (${why})${said === '' ? '' : `: ${said}`}`, {
    reason: 'resume_in_hint',
    hint: `fix it, then resume: ${await resumeCommand(operation, '--resume', context)}`,
  })
}
