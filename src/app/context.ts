import type { DeepgramApi } from '../deepgram/api.ts'
import type { EngineLookup } from '../engines/find.ts'
import type { HelperFile } from '../helper/helper-file.ts'
import type { History } from '../history/history.ts'
import type { Peer } from '../http/connection-failures.ts'
import type { ProbeReport } from '../http/probe.ts'
import type { Journal } from '../journal/journal.ts'
import type { Processes } from '../journal/runner.ts'
import type { AtExit, Clock, Exec, GlobalFlags, InputStream, OutputStream, Paths, Prompt } from '../ports.ts'
import type { Registry } from '../registry/registry.ts'
import type { ApiKey, Settings } from '../settings/settings.ts'
import type { SettingsFile } from '../settings/settings-file.ts'
import type { BoundStore } from '../store/binding.ts'
import type { Messenger } from '../ui/messenger.ts'
import type { Palette } from '../ui/palette.ts'
import type { Redactor } from './redaction/redactor.ts'

/**
 * Everything that reaches a command, in three parts: what comes from outside, what is said and shown, and the services. What is
 * cheap is a field; what may fail or loads a package is a function, and is made once.
 */
export interface Context extends Outside, Screen, Services {}

/** What a function takes of the Context: the parts that it uses, as `Parts<'host' | 'settings'>`. */
export type Parts<Name extends keyof Context> = Pick<Context, Name>

/** What comes from outside. */
export interface Outside {
  readonly host: Host
  readonly clock: Clock
  readonly options: GivenOptions
}

/** What is said and shown. */
export interface Screen {
  readonly io: Streams
  /** Messages for people, on stderr. */
  readonly messages: Messages
  /** Hides what is secret on both streams and in all prompts. */
  readonly redaction: Redactor
}

/** What commands work with; each is opened when it is first asked for. */
export interface Services {
  /** Returns the settings in use, or with `flags` those that other global options lead to. */
  settings(flags?: GlobalFlags): Promise<Settings>
  settingsFile(): Promise<SettingsFile>
  readonly stores: Stores
  readonly remote: Remote
  /** Opens the state of docker-credential-dgsh. */
  helperFile(): Promise<HelperFile>
  /** Opens the record of what dgsh itself changed on this machine. */
  history(): Promise<History>
  /** Opens the journal: the creations and rotations that are running or were left unfinished. */
  journal(): Promise<Journal>
  /** Returns the same Context for a profile, and a project and a registry, whatever the command line names. */
  scopedTo(scope: Scope): Context
}

/** The machine and the user's surroundings. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  /** The working directory; undefined when it was removed: only what the user names absolutely has a place then. */
  readonly cwd: string | undefined
  /**
   * The user's home directory in the password database, which engines use without `HOME`; empty when the user has no account,
   * undefined when that is not known.
   */
  readonly accountHome: string | undefined
  readonly paths: Paths
  /** Aborted on SIGINT, SIGTERM and SIGHUP, and when stdout can no longer be written. */
  readonly signal: AbortSignal
  readonly exec: Exec
  readonly processes: Processes
  readonly atExit: AtExit
  /** Finds an engine's program on PATH. */
  readonly findEngine: EngineLookup
  /** The docker-credential-dgsh that belongs to this dgsh: the path of its file, which need not be on PATH, and its version. */
  readonly helper: { readonly path: string; readonly version: string }
  /**
   * Loads the rest of dgsh: done before anything is changed, as an upgrade may replace the files of the program while an answer
   * is awaited.
   */
  loadAhead(): void
}

/** The global options, as they were given. */
export interface GivenOptions {
  readonly flags: GlobalFlags
  /** Those of the command line, which the commands in messages repeat; `flags` of an operation's own scope lead to the operation. */
  readonly given: GlobalFlags
}

/** The streams, and what may be asked and painted on them. */
export interface Streams {
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  /** Returns the colors of a stream. */
  palette(stream: 'stdout' | 'stderr'): Promise<Palette>
  /** True when a question may be asked: stdin and stderr are terminals and nothing forbids it. */
  readonly canPrompt: boolean
  prompt(): Promise<Prompt>
}

/** Writes messages for people, and under `--debug` lines that help to find a fault. */
export interface Messages extends Messenger {
  /** Writes a line under `--debug`, redacted; else does nothing. */
  debug(message: string): void
}

/** The stores of API keys and secrets. With `seconds`, each access is given up after so long. */
export interface Stores {
  /** Opens the store of the profile; without a chosen one the file, in which an earlier version may have stored something. */
  chosen(seconds?: number): Promise<BoundStore>
  /** Opens another, by what the user calls it: `keychain`, `helper:pass` … */
  open(choice: string, seconds?: number): Promise<BoundStore>
}

/** What is reached over the network. */
export interface Remote {
  /** Returns the API key in use and its source; undefined without one. With `seconds`, a store is given up after so long. */
  apiKey(seconds?: number): Promise<ApiKey | undefined>
  /** Opens the API with the key in use. Throws `no_api_key` without one. */
  api(): Promise<DeepgramApi>
  /** Opens the API with another key. With `seconds`, each request is given up after so long. */
  apiWith(apiKey: string, seconds?: number): Promise<DeepgramApi>
  /** Opens the registry of the settings. With `seconds`, its own one that gives up after so long, unless the settings say sooner. */
  registry(seconds?: number): Promise<Registry>
  /** Goes to a host and reports each step. Nothing secret is sent. */
  probe(url: URL, peer: Peer): Promise<ProbeReport>
}

/** What an operation or a profile is bound to. */
export type Scope = Pick<GlobalFlags, 'profile' | 'project' | 'registry'>
