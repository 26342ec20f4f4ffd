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
  /**
   * True for a command of the user's: it has the terminal, all of the environment, and the signals that dgsh gets. It ends when it
   * likes, and that is no interruption of dgsh.
   */
  foreground?: boolean
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

/** Has something done at the very end of dgsh, however that comes but by SIGKILL; gives what takes it back. */
export type AtExit = (action: () => void) => () => void

/** Runs a program. */
export type Exec = (request: ExecRequest) => Promise<ExecResult>

/** The clock. */
export interface Clock {
  now(): Date
  /** Returns the milliseconds since some moment, whatever becomes of the date meanwhile. */
  elapsed(): number
  /** Waits for so many milliseconds. Throws the reason of an interruption. */
  sleep(milliseconds: number): Promise<void>
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
