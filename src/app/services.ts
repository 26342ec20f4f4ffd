import { usageError } from '../errors.ts'
import { callerOfSudo } from '../files/trust.ts'
import type { Processes } from '../journal/runner.ts'
import { once } from '../once.ts'
import type { AtExit, Exec, GlobalFlags, InputStream, OutputStream, Paths, Prompt } from '../ports.ts'
import type { ApiKey } from '../settings/settings.ts'
import { apiKeyName, describeStore } from '../store/store.ts'
import type { Palette } from '../ui/palette.ts'
import type { Context, Host, Remote, Services, Stores } from './context.ts'

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
  elapsed: () => number
  /** Rejects, with whatever, when the signal is aborted. */
  sleep: (milliseconds: number) => Promise<unknown>
  exec: Exec
  openPrompt: (palette: Palette) => Promise<Prompt>
  /** The argv of the program that has one access to the system's keychain. */
  keychainProgram: readonly string[]
  /** The path of docker-credential-dgsh. */
  helperPath: string
  processes: Processes
  atExit: AtExit
  /** Told of each point of an operation before and after it is in the journal. */
  checkpoint: (point: string) => void
  /** See {@link Host.loadAhead}. */
  loadAhead: () => void
}

/** Returns the services of a Context, which take what they need from it. */
export function openServices(context: () => Context, world: World): Omit<Services, 'scopedTo'> {
  const { processes, checkpoint } = world
  const own = once(() => resolve(context(), context().options.flags))
  return {
    settingsFile: once(async () => {
      const { openSettingsFile } = await import('../settings/settings-file.ts')
      const { paths, env } = context().host
      return openSettingsFile(paths.config, { caller: callerOfSudo(env) })
    }),
    settings: (flags) => (flags === undefined ? own() : resolve(context(), flags)),
    stores: openStores(context, world),
    remote: openRemote(context, world),
    helperFile: once(async () => (await import('./open-helper-file.ts')).openHelperFileOf(context())),
    history: once(async () =>
      (await import('../history/history.ts')).openHistory(context().host.paths.state),
    ),
    journal: once(async () =>
      (await import('./open-journal.ts')).openJournalOf(context(), { processes, checkpoint }),
    ),
  }
}

async function resolve({ host: { env }, settingsFile }: Context, flags: GlobalFlags) {
  const { resolveProfile, resolveSettings } = await import('../settings/settings.ts')
  const file = await settingsFile()
  const current = await file.currentProfile()
  const profile = resolveProfile(flags, env, current).value
  return resolveSettings(flags, env, await file.readProfile(profile), current)
}

function openStores(context: () => Context, { keychainProgram }: World): Stores {
  const open: Stores['open'] = async (choice, seconds) =>
    (await import('./open-store.ts')).openStore(choice, context(), { keychainProgram, seconds })
  const openChosen = async (seconds?: number) =>
    context().stores.open((await context().settings()).store.value ?? 'file', seconds)
  const chosen = once(openChosen)
  return { open, chosen: (seconds) => (seconds === undefined ? chosen() : openChosen(seconds)) }
}

function openRemote(context: () => Context, { version }: World): Remote {
  const registry = once(() => openRegistry(context(), version))
  const apiKey = once(() => findApiKey(context()))
  return {
    apiKey: (seconds) => (seconds === undefined ? apiKey() : findApiKey(context(), seconds)),
    api: once(async () => context().remote.apiWith((await requireApiKey(context())).value)),
    apiWith: (key, seconds) => openApi(context(), key, { version, seconds }),
    registry: (seconds) => (seconds === undefined ? registry() : openRegistry(context(), version, seconds)),
    probe: async (url, peer) => {
      const { probe } = await import('../http/probe.ts')
      return probe(url, { ...(await httpOptions(context(), version)), now: context().clock.now, peer })
    },
  }
}

async function openApi(
  context: Context,
  apiKey: string,
  { version, seconds }: { version: string; seconds: number | undefined },
) {
  const { redaction, clock, host } = context
  redaction.protect(apiKey)
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw usageError(
      'the API key holds characters that no key has',
      'copy it again; it is one word of letters and digits',
    )
  }
  const { api_url } = await context.settings()
  const { createApi } = await import('../deepgram/api.ts')
  const options = await httpOptions(context, version)
  return createApi({
    baseUrl: api_url.value,
    apiKey,
    now: clock.now,
    isSecret: (text) => redaction.redact(text) !== text,
    beforeChange: host.loadAhead,
    ...options,
    timeoutSeconds: seconds ?? options.timeoutSeconds,
  })
}

async function openRegistry(context: Context, version: string, seconds = Number.POSITIVE_INFINITY) {
  const { registry } = await context.settings()
  const { createRegistry } = await import('../registry/registry.ts')
  const options = await httpOptions(context, version)
  return createRegistry({
    host: registry.value,
    ...options,
    timeoutSeconds: Math.min(options.timeoutSeconds, seconds),
  })
}

async function httpOptions({ host: { env, signal }, messages, settings }: Context, version: string) {
  const { timeout } = await settings()
  return {
    timeoutSeconds: timeout.value,
    userAgent: `dgsh/${version}`,
    env,
    signal,
    debug: messages.debug,
  }
}

async function findApiKey(context: Context, seconds?: number): Promise<ApiKey | undefined> {
  const { redaction, host, stores } = context
  const given = host.env.DEEPGRAM_API_KEY?.trim()
  if (given !== undefined && given !== '') {
    redaction.protect(given)
    return { value: given, source: 'environment', origin: 'DEEPGRAM_API_KEY' }
  }
  const { profile } = await context.settings()
  const store = await stores.chosen(seconds)
  const kept = await store.get(apiKeyName(profile.value))
  if (kept === undefined) return undefined
  redaction.protect(kept)
  return { value: kept, source: 'store', origin: describeStore(store) }
}

async function requireApiKey(context: Context): Promise<ApiKey> {
  const apiKey = await context.remote.apiKey()
  if (apiKey !== undefined) return apiKey
  throw await (await import('./missing-key.ts')).missingKey(context)
}
