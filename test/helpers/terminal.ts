import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { atEnd } from './cleanup.ts'
import { findProgram } from './parts.ts'
import { runProgram, succeed } from './run-program.ts'
import { temporaryDirectory } from './temporary.ts'

/** What is to run in the terminal. */
export interface TerminalOptions {
  argv: readonly string[]
  /** The whole environment, but for `TERM` and what tmux adds. */
  env: Readonly<Record<string, string>>
  columns?: number
  rows?: number
}

/** How a program ended in a terminal. */
export interface TerminalEnd {
  /** Its exit code; 128 and the signal's number when a signal ended it. */
  code: number
  /** What `stty -a` says of the terminal that it left. */
  settings: string
}

/** A real pseudo-terminal with a program in it. */
export interface Terminal {
  /** Presses keys, by tmux's names: `Enter`, `Down`, `C-c`. */
  press(...keys: string[]): Promise<void>
  /** Types text as it is. */
  type(text: string): Promise<void>
  /** The screen and all that scrolled off it, without trailing spaces; what was wrapped is one line again. */
  text(): Promise<string>
  /** The same with its escape sequences. */
  coloredText(): Promise<string>
  /** Waits until the text shows, and gives all text. Throws with the screen when it does not. */
  waitFor(wanted: string | RegExp): Promise<string>
  /** Waits for the program's end. The terminal stays open, in the state in which it was left. */
  waitForEnd(): Promise<TerminalEnd>
  resize(columns: number, rows: number): Promise<void>
  /** The title that programs can give it with an escape sequence. */
  title(): Promise<string>
  /** False while a program hides the cursor, as pickers do. */
  showsCursor(): Promise<boolean>
}

const DEADLINE_MS = 20_000
const POLL_MS = 25

/** Starts a program in a terminal of its own tmux server, which ends with the test. */
export async function openTerminal({
  argv,
  env,
  columns = 100,
  rows = 40,
}: TerminalOptions): Promise<Terminal> {
  const directory = temporaryDirectory()
  // The PATH of `env` may be one without tmux.
  const server = [findProgram('tmux') ?? 'tmux', '-S', join(directory, 'socket'), '-f', '/dev/null']
  const tmux = (...args: string[]) => succeed([...server, ...args], { env })
  atEnd(async () => void (await runProgram([...server, 'kill-server'], { env })))
  await tmux(
    ...['set-option', '-g', 'history-limit', '20000', ';'],
    ...['set-option', '-g', 'default-terminal', 'screen-256color', ';'],
    ...[
      'new-session',
      '-d',
      '-x',
      String(columns),
      '-y',
      String(rows),
      '--',
      ...recordEnd(directory),
      ...argv,
    ],
  )
  const capture = async (...options: string[]) =>
    (await tmux('capture-pane', '-p', '-J', '-S', '-', ...options)).replace(/ +$/gm, '').trimEnd()
  const until = async <Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> => {
    for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await sleep(POLL_MS)) {
      const found = await look()
      if (found !== undefined) return found
    }
    throw new Error(`${what} did not come. The screen:\n${await capture()}`)
  }
  return {
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    type: async (text) => void (await tmux('send-keys', '-l', '--', text)),
    text: () => capture(),
    coloredText: () => capture('-e'),
    waitFor: (wanted) =>
      until(String(wanted), async () => {
        const text = await capture()
        return (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) ? text : undefined
      }),
    waitForEnd: () =>
      until('the end', async () =>
        existsSync(join(directory, 'code'))
          ? {
              code: Number(readFileSync(join(directory, 'code'), 'utf8')),
              settings: readFileSync(join(directory, 'settings'), 'utf8'),
            }
          : undefined,
      ),
    title: async () => (await tmux('display-message', '-p', '#{pane_title}')).trim(),
    showsCursor: async () => (await tmux('display-message', '-p', '#{cursor_flag}')).trim() === '1',
    resize: async (width, height) =>
      void (await tmux('resize-window', '-x', String(width), '-y', String(height))),
  }
}

/**
 * An argv to be put before another, which records how that ends and then keeps the terminal open. With the trap,
 * Ctrl-C ends the program and not the shell; the program itself does not inherit it.
 */
function recordEnd(directory: string): string[] {
  const script = `trap : INT; "$@"; code=$?; ${findProgram('stty')} -a >${directory}/settings
echo $code >${directory}/code.new; /bin/mv ${directory}/code.new ${directory}/code; read -r _`
  return ['/bin/sh', '-c', script, 'sh']
}
