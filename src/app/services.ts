import { createEngineLookup } from '../engines/find.ts'
import { DgshError, usageError } from '../errors.ts'
import { callerOfSudo } from '../files/trust.ts'
import type { Processes } from '../journal/runner.ts'
import { once } from '../once.ts'
import type {
  ExecRequest,
  ExecResult,
  GlobalFlags,
  InputStream,
  OutputStream,
  Paths,
  Prompt,
} from '../ports.ts'
import type { ApiKey } from '../settings/settings.ts'
import { apiKeyName, describeStore } from '../store/store.ts'
import { changingCommands, createMessenger, type Messenger } from '../ui/messenger.ts'
import { createPalette, decideColorLevel, type Palette } from '../ui/palette.ts'
import { safeLine } from '../ui/safe-text.ts'
import { waitFor } from '../waiting.ts'
import type { Context } from './context.ts'
import { createRedactor, type Redactor } from './redaction/redactor.ts'
import { redactedPrompt, redactedStream } from './redaction/sinks.ts'
import { repeatOptions } from './repeat-options.ts'

/** What a process brings along; the tests bring their own. */
export interface World {
  stdin: InputStream
  stdout: OutputStream
  stderr: OutputStream
  env: Readonly<Record<string, string | undefined>>
  platform: NodeJS.Platform
  cwd: string | undefined
  /** As in the Context. */
  accountHome?: string | undefined
  paths: Paths
  version: string
  signal: AbortSignal
  now: () => Date
  /** Rejects, with whatever, when the signal is aborted. */
  sleep: (milliseconds: number) => Promise<unknown>
  exec: (request: ExecRequest) => Promise<ExecResult>
  openPrompt: (palette: Palette) => Promise<Prompt>
  /** The argv of the program that has one access to the system's keychain. */
  keychainProgram: readonly string[]
  processes: Processes
  /** Told of each point of an operation before and after it is in the journal. */
  checkpoint: (point: string) => void
  /** See {@link Context.loadAhead}. */
  loadAhead: () => void
}

/** Makes the Context of one call: what is lazy is made once, from the modules that are loaded only then. */
export function createContext(world: World, flags: GlobalFlags = {}): Context {
  const redactor = createRedactor()
  redactor.protect(world.env.DEEPGRAM_API_KEY ?? '')
  return createContextWith(world, { flags, given: flags, redactor })
}

interface Own extends Pick<Context, 'flags' | 'given'> {
  redactor: Redactor
  /** The messenger of the context that this one is made of. */
  prepared?: Messenger | undefined
}

function createContextWith(world: World, { flags, given, redactor, prepared }: Own): Context {
  const { env, paths, stdin, signal } = world
  const stdout = redactedStream(world.stdout, redactor.redactOutput)
  const stderr = redactedStream(world.stderr, redactor.redact)
  const isOn = (variable: string) => ![undefined, '', '0', 'false'].includes(env[variable])
  const palette: Context['palette'] = (name) =>
    createPalette(decideColorLevel({ env, isTTY: world[name].isTTY, option: flags.color }))
  const debugs = flags.debug === true || isOn('DGSH_DEBUG')
  const messenger =
    prepared ??
    createMessenger({
      stream: stderr,
      palette: () => palette('stderr'),
      redact: redactor.redact,
      animated: stderr.isTTY && env.TERM !== 'dumb' && !debugs,
    })
  const context: Context = {
    stdin,
    stdout,
    stderr,
    env,
    flags,
    given,
    platform: world.platform,
    cwd: world.cwd,
    accountHome: world.accountHome,
    paths,
    signal,
    ...redactor,
    ...lazyServices(() => context, world),
    now: world.now,
    async sleep(milliseconds) {
      await world.sleep(milliseconds).catch(() => {})
      if (signal.aborted) throw signal.reason
    },
    loadAhead: world.loadAhead,
    // What one protects is hidden by all: an error may be told by another than the one it arose in.
    withFlags: (others, onLine = given) => {
      const known = others.color === flags.color ? messenger : undefined
      return createContextWith(world, { flags: others, given: onLine, redactor, prepared: known })
    },
    exec: (request) => execute(request, world, context.debug),
    canPrompt: stdin.isTTY && stderr.isTTY && flags.input !== false && !isOn('DGSH_NO_INPUT') && !isOn('CI'),
    findEngine: createEngineLookup({ path: env.PATH, platform: world.platform }),
    debug: (message) => void (debugs && stderr.write(`debug: ${safeLine(message)}\n`)),
    palette,
    ...changingCommands(messenger, (line) => repeatOptions(line, given)),
  }
  return context
}

async function execute(request: ExecRequest, { exec, signal }: World, debug: Context['debug']) {
  debug(`runs ${[request.file, ...request.args].join(' ')}`)
  const result = await waitFor(`the end of ${request.file}`, exec(request))
  if (signal.aborted && request.untilDone !== true) throw signal.reason
  // Ctrl-C goes to the program and to dgsh at once, and the program's end may be noticed first.
  if (result.signal === 'SIGINT') throw new DgshError('interrupted', 'interrupted')
  debug(`${request.file} ended with ${result.startError ?? result.signal ?? result.exitCode}`)
  return result
}

type Lazy =
  | 'prompt'
  | 'settingsFile'
  | 'settings'
  | 'store'
  | 'openStore'
  | 'history'
  | 'journal'
  | 'apiKey'
  | 'api'
  | 'apiWith'
  | 'registry'
  | 'probe'

function lazyServices(
  context: () => Context,
  { version, openPrompt, keychainProgram, processes, checkpoint }: World,
): Pick<Context, Lazy> {
  const registry = once(() => openRegistry(context(), version))
  return {
    prompt: once(async () =>
      redactedPrompt(await openPrompt(await context().palette('stderr')), context().redact),
    ),
    settingsFile: once(async () => {
      const { openSettingsFile } = await import('../settings/settings-file.ts')
      return openSettingsFile(context().paths.config, { caller: callerOfSudo(context().env) })
    }),
    settings: once(async () => {
      const { flags, env, settingsFile } = context()
      const { resolveProfile, resolveSettings } = await import('../settings/settings.ts')
      const file = await settingsFile()
      const current = await file.currentProfile()
      const profile = resolveProfile(flags, env, current).value
      return resolveSettings(flags, env, await file.readProfile(profile), current)
    }),
    store: once(async () => context().openStore((await context().settings()).store.value ?? 'file')),
    openStore: async (choice) =>
      (await import('./open-store.ts')).openStore(choice, context(), keychainProgram),
    history: once(async () => (await import('../history/history.ts')).openHistory(context().paths.state)),
    journal: once(async () =>
      (await import('./open-journal.ts')).openJournalOf(context(), { processes, checkpoint }),
    ),
    apiKey: once(() => findApiKey(context())),
    api: once(async () => context().apiWith((await requireApiKey(context())).value)),
    apiWith: (apiKey) => openApi(context(), apiKey, version),
    registry: (seconds) => (seconds === undefined ? registry() : openRegistry(context(), version, seconds)),
    probe: async (url, peer) => {
      const { probe } = await import('../http/probe.ts')
      return probe(url, { ...(await httpOptions(context(), version)), now: context().now, peer })
    },
  }
}

async function openApi(context: Context, apiKey: string, version: string) {
  context.protect(apiKey)
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw usageError(
      'the API key holds characters that no key has',
      'copy it again; it is one word of letters and digits',
    )
  }
  const { api_url } = await context.settings()
  const { createApi } = await import('../deepgram/api.ts')
  return createApi({
    baseUrl: api_url.value,
    apiKey,
    now: context.now,
    isSecret: (text) => context.redact(text) !== text,
    beforeChange: context.loadAhead,
    ...(await httpOptions(context, version)),
  })
}

async function openRegistry(context: Context, version: string, seconds?: number) {
  const { registry } = await context.settings()
  const { createRegistry } = await import('../registry/registry.ts')
  return createRegistry({ host: registry.value, ...(await httpOptions(context, version, seconds)) })
}

async function httpOptions(context: Context, version: string, seconds = Number.POSITIVE_INFINITY) {
  const { env, signal, debug, settings } = context
  const { timeout } = await settings()
  return {
    timeoutSeconds: Math.min(timeout.value, seconds),
    userAgent: `dgsh/${version}`,
    env,
    signal,
    debug,
  }
}

async function findApiKey(context: Context): Promise<ApiKey | undefined> {
  const given = context.env.DEEPGRAM_API_KEY?.trim()
  if (given !== undefined && given !== '') {
    context.protect(given)
    return { value: given, source: 'environment', origin: 'DEEPGRAM_API_KEY' }
  }
  const { profile } = await context.settings()
  const store = await context.store()
  const kept = await store.get(apiKeyName(profile.value))
  if (kept === undefined) return undefined
  context.protect(kept)
  return { value: kept, source: 'store', origin: describeStore(store) }
}

async function requireApiKey(context: Context): Promise<ApiKey> {
  const apiKey = await context.apiKey()
  if (apiKey !== undefined) return apiKey
  throw await (await import('./missing-key.ts')).missingKey(context)
}
