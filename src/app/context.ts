import type { DeepgramApi } from '../deepgram/api.ts'
import type { EngineLookup } from '../engines/find.ts'
import type { History } from '../history/history.ts'
import type { Peer } from '../http/connection-failures.ts'
import type { ProbeReport } from '../http/probe.ts'
import type { Journal } from '../journal/journal.ts'
import type { Registry } from '../registry/registry.ts'
import type { ApiKey, Settings } from '../settings/settings.ts'
import type { SettingsFile } from '../settings/settings-file.ts'
import type { BoundStore } from '../store/binding.ts'
import type { Messenger } from '../ui/messenger.ts'
import type { Palette } from '../ui/palette.ts'

/** A stream that text is written to. */
export interface OutputStream {
  readonly isTTY: boolean
  /** Width in columns; 80 where the terminal does not tell. */
  readonly columns: number
  write(text: string): void
  /** Waits for what was written. False when not all of it could be. */
  isTaken(): Promise<boolean>
}

/** Standard input. */
export interface InputStream {
  readonly isTTY: boolean
  /** Everything up to the end of the stream, as text: UTF-8, or UTF-16 with a byte order mark. */
  readAll(): Promise<string>
}

/** The global options as they were given; what is missing was not given. */
export interface GlobalFlags {
  profile?: string
  project?: string
  apiUrl?: string
  registry?: string
  output?: string
  /** A format that only this command has, when `-o` names it; {@link GlobalFlags.output} is `json` then. */
  ownFormat?: string
  /** Names of the columns wanted, comma-separated. */
  columns?: string
  /** False for `--no-header`. */
  header?: boolean
  /** False for `--no-input`. */
  input?: boolean
  /** False for `--no-color`. */
  color?: boolean
  timeout?: string
  debug?: boolean
}

/** A program to run: an argv, never a shell line. */
export interface ExecRequest {
  file: string
  args: readonly string[]
  /** Given to the program's standard input; the one way in which a secret may reach it. */
  input?: string
  /** Added to the environment; the API key is not in the inherited part. */
  env?: Readonly<Record<string, string>>
  /** True: the program has the terminal, and nothing is captured. */
  inherit?: boolean
  /** True: neither a signal for dgsh nor Ctrl-C ends it, nor makes the call fail: it is not to stop half-way. */
  untilDone?: boolean
  /** After so many milliseconds the program is killed, whatever it is doing. */
  timeoutMs?: number
  /** True: what the program has started ends with it. It has no terminal to ask on then. */
  ownGroup?: boolean
}

/** How a program ended. */
export interface ExecResult {
  /** Its exit code; undefined when it never started or was ended by a signal. */
  exitCode: number | undefined
  /** The signal that ended it, e.g. `SIGINT`. */
  signal: string | undefined
  /** Its beginning, where it is endless. */
  stdout: string
  /** Its beginning, where it is endless. */
  stderr: string
  /** Why it could not be started, as errno name: `ENOENT`, `EACCES`, `ENOEXEC` … */
  startError: string | undefined
  /** True when it was killed because its time was over. */
  timedOut?: boolean
}

/** One line of a picker. */
export interface Choice<Value> {
  name: string
  value: Value
}

/** One line of a picker for several. */
export interface TickableChoice<Value> extends Choice<Value> {
  ticked: boolean
}

/** One row of a picker that is searched by typing. */
export interface Row<Value> {
  value: Value
  /** What people know it by; cut where there is no room for it. */
  name: string
  /** What else tells it from others; cut first, and left out on a narrow terminal. */
  detail: string
  /** Its id, or the start of one; never cut. */
  id: string
  /** A remark that some rows have; empty for none. */
  mark: string
}

/** A question that is answered from a list that may be long. */
export interface RowQuestion<Value> {
  message: string
  rows: readonly Row<Value>[]
  /** Returns the test that a text typed by the user is. */
  search(text: string): (value: Value) => boolean
}

/** The questions dgsh may ask. All of them go to stderr and reject with `interrupted` on Ctrl-C. */
export interface Prompt {
  /** Asks for something that is never echoed. */
  secret(message: string): Promise<string>
  confirm(message: string): Promise<boolean>
  select<Value>(message: string, choices: readonly Choice<Value>[]): Promise<Value>
  /** Asks for a line of text; `check` says what is wrong with it, or nothing. */
  text(message: string, check: (text: string) => string | undefined): Promise<string>
  /** Lets one be picked from a list that is searched by typing. */
  pick<Value>(question: RowQuestion<Value>): Promise<Value>
  /** Lets several be ticked in such a list; at least one. */
  pickSeveral<Value>(question: RowQuestion<Value>): Promise<Value[]>
  /** Lets several be ticked. */
  tick<Value>(message: string, choices: readonly TickableChoice<Value>[]): Promise<Value[]>
}

/** Where dgsh keeps its files: absolute paths of directories; undefined without a home directory. */
export interface Paths {
  config: string | undefined
  state: string | undefined
}

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
