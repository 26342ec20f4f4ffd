import { createEngineLookup } from '../engines/find.ts'
import { DgshError } from '../errors.ts'
import { once } from '../once.ts'
import type { ExecRequest, GlobalFlags } from '../ports.ts'
import { changingCommands, createMessenger } from '../ui/messenger.ts'
import { createPalette, decideColorLevel } from '../ui/palette.ts'
import { safeLine } from '../ui/safe-text.ts'
import { waitFor } from '../waiting.ts'
import type { Context, GivenOptions, Host, Messages, Outside, Screen, Streams } from './context.ts'
import { createRedactor, type Redactor } from './redaction/redactor.ts'
import { redactedPrompt, redactedStream } from './redaction/sinks.ts'
import { repeatOptions } from './repeat-options.ts'
import { openServices, type World } from './services.ts'

/** Makes the Context of a call from its global options; what one protects is hidden by all, as an error may be reported by another. */
export type OpenContext = (flags?: GlobalFlags) => Context

/** Returns what makes the Contexts of a process. */
export function contextsOf(world: World): OpenContext {
  const redactor = createRedactor()
  redactor.protect(world.env.DEEPGRAM_API_KEY ?? '')
  return (flags = {}) => createContext(world, flags, redactor)
}

function createContext(world: World, flags: GlobalFlags, redaction: Redactor): Context {
  const io = openStreams(world, flags, redaction)
  const messages = openMessages(world, flags, { io, redaction })
  const shared = { host: openHost(world, messages), clock: clockOf(world), io, messages, redaction }
  return withServices(shared, { flags, given: flags }, world)
}

/** What the Contexts of all scopes of a call have in common. */
type Shared = Omit<Outside, 'options'> & Screen

function withServices(shared: Shared, options: GivenOptions, world: World): Context {
  const context: Context = {
    ...shared,
    options,
    ...openServices(() => context, world),
    scopedTo: (scope) => withServices(shared, { ...options, flags: { ...options.flags, ...scope } }, world),
  }
  return context
}

function isOn(variable: string, { env }: World): boolean {
  return ![undefined, '', '0', 'false'].includes(env[variable])
}

function openStreams(world: World, flags: GlobalFlags, redaction: Redactor): Streams {
  const { env, stdin } = world
  const stderr = redactedStream(world.stderr, redaction.redact)
  const palette: Streams['palette'] = (name) =>
    createPalette(decideColorLevel({ env, isTTY: world[name].isTTY, option: flags.color }))
  const forbidden = flags.input === false || isOn('DGSH_NO_INPUT', world) || isOn('CI', world)
  return {
    stdin,
    stdout: redactedStream(world.stdout, redaction.redactOutput),
    stderr,
    palette,
    canPrompt: stdin.isTTY && stderr.isTTY && !forbidden,
    prompt: once(async () =>
      redactedPrompt(await world.openPrompt(await palette('stderr')), redaction.redact),
    ),
  }
}

function openMessages(
  world: World,
  flags: GlobalFlags,
  { io: { stderr, palette }, redaction: { redact } }: Omit<Screen, 'messages'>,
): Messages {
  const debugs = flags.debug === true || isOn('DGSH_DEBUG', world)
  const animated = stderr.isTTY && world.env.TERM !== 'dumb' && !debugs
  const messenger = createMessenger({ stream: stderr, palette: () => palette('stderr'), redact, animated })
  return {
    ...changingCommands(messenger, (line) => repeatOptions(line, flags)),
    debug: (message) => void (debugs && stderr.write(`debug: ${safeLine(message)}\n`)),
  }
}

function openHost(world: World, { debug }: Messages): Host {
  const { env, platform, cwd, accountHome, paths, signal, loadAhead, helperPath, version } = world
  return {
    ...{ env, platform, cwd, accountHome, paths, signal, loadAhead },
    ...{ processes: world.processes, atExit: world.atExit },
    exec: (request) => execute(request, world, debug),
    findEngine: createEngineLookup({ path: env.PATH, platform }),
    helper: { path: helperPath, version },
  }
}

function clockOf({ now, elapsed, sleep, signal }: World): Context['clock'] {
  return {
    now,
    elapsed,
    async sleep(milliseconds) {
      await sleep(milliseconds).catch(() => {})
      if (signal.aborted) throw signal.reason
    },
  }
}

async function execute(request: ExecRequest, { exec, signal }: World, debug: Messages['debug']) {
  const isForeground = request.foreground === true
  if (isForeground && signal.aborted) throw signal.reason
  debug(`runs ${[request.file, ...request.args].join(' ')}`)
  const result = await waitFor(`the end of ${request.file}`, exec(request))
  if (signal.aborted && !isForeground && request.untilDone !== true) throw signal.reason
  // Ctrl-C goes to the program and to dgsh at once, and the program's end may be noticed first.
  if (result.signal === 'SIGINT' && !isForeground) throw new DgshError('interrupted', 'interrupted')
  debug(`${request.file} ended with ${result.startError ?? result.signal ?? result.exitCode}`)
  return result
}
