import type { DeepgramApi } from '../deepgram/api.ts'
import type { EngineLookup } from '../engines/find.ts'
import type { History } from '../history/history.ts'
import type { Peer } from '../http/connection-failures.ts'
import type { ProbeReport } from '../http/probe.ts'
import type { Journal } from '../journal/journal.ts'
import type {
  ExecRequest,
  ExecResult,
  GlobalFlags,
  InputStream,
  OutputStream,
  Paths,
  Prompt,
} from '../ports.ts'
import type { Registry } from '../registry/registry.ts'
import type { ApiKey, Settings } from '../settings/settings.ts'
import type { SettingsFile } from '../settings/settings-file.ts'
import type { BoundStore } from '../store/binding.ts'
import type { Messenger } from '../ui/messenger.ts'
import type { Palette } from '../ui/palette.ts'

/**
 * Everything that reaches a command from outside. What is cheap is a field; what may fail or loads a package is a
 * function, and is made once. Its messages go to stderr.
 */
export interface Context extends Messenger {
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly flags: GlobalFlags
  /** The options of the command line, which the commands in messages repeat; `flags` of what is done for an operation lead to that. */
  readonly given: GlobalFlags
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
  now(): Date
  /** Waits for so many milliseconds. Throws the reason of an interruption. */
  sleep(milliseconds: number): Promise<void>
  exec(request: ExecRequest): Promise<ExecResult>
  /** The same with other global options; without `given`, those of the command line stay. */
  withFlags(flags: GlobalFlags, given?: GlobalFlags): Context
  /** True when a question may be asked: stdin and stderr are terminals and nothing forbids it. */
  readonly canPrompt: boolean
  prompt(): Promise<Prompt>
  /**
   * Loads what is left of dgsh: done before anything is changed, as an upgrade may replace the files of the program while the
   * answer is waited for.
   */
  loadAhead(): void
  /** Finds an engine's program on PATH. */
  readonly findEngine: EngineLookup
  /** Marks a value as secret: from now on both streams and all prompts hide it, whatever its form. */
  protect(secret: string): void
  /** Lets stdout show a protected value, because the user asked to see it; stderr goes on hiding it. */
  reveal(secret: string): void
  /** Returns the text with every protected value replaced; needed before a text is cut or wrapped, or goes into a file. */
  redact(text: string): string
  /** Returns the text as stdout shows it; needed before it is cut or wrapped. */
  redactOutput(text: string): string
  /** Writes a line on stderr under `--debug`, redacted; else does nothing. */
  debug(message: string): void
  /** The colours for a stream. */
  palette(stream: 'stdout' | 'stderr'): Promise<Palette>
  settingsFile(): Promise<SettingsFile>
  settings(): Promise<Settings>
  /** The API key in use and where it came from; undefined when there is none. */
  apiKey(): Promise<ApiKey | undefined>
  /** The store of the profile; with none chosen the file, in which an earlier version may have kept something. */
  store(): Promise<BoundStore>
  /** Another store, by what the user calls it: `keychain`, `helper:pass` … */
  openStore(choice: string): Promise<BoundStore>
  /** What dgsh itself changed on this machine. */
  history(): Promise<History>
  /** The creations and rotations that are going on or were left unfinished. */
  journal(): Promise<Journal>
  /** The API with the key in use. Throws `no_api_key` when there is none. */
  api(): Promise<DeepgramApi>
  /** The API with a key that is not kept yet. */
  apiWith(apiKey: string): Promise<DeepgramApi>
  /** The registry of the settings. With `seconds`, one of its own that is given up after so long, unless the settings say sooner. */
  registry(seconds?: number): Promise<Registry>
  /** Goes to a host and tells of each step. Nothing secret is sent. */
  probe(url: URL, peer: Peer): Promise<ProbeReport>
}
