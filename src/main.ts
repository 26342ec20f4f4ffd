import { channel } from 'node:diagnostics_channel'
import { setMaxListeners } from 'node:events'
import { homedir, userInfo } from 'node:os'
import { join, parse } from 'node:path'
import { addAbortSignal } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { version } from '../package.json'
import { contextsOf } from './app/open-context.ts'
import { fail, run } from './cli.ts'
import { isDumbTerminal, readArguments, readEnvironment } from './environment.ts'
import { DgshError, EXIT_CODES, reportError, usageError } from './errors.ts'
import type { ExecOptions, ProcessGroups } from './exec.ts'
import { decodeText } from './files/text.ts'
import { prepareLoading } from './load-ahead.ts'
import type { ExecRequest, InputStream, OutputStream } from './ports.ts'
import { resolvePaths } from './settings/paths.ts'
import { pendingWaits, waitFor } from './waiting.ts'

/** How many programs have the terminal right now: Ctrl-C is theirs then, as it is under a shell. */
let foreground = 0

/** How soon a second signal is taken for an echo of the first. */
const ECHO_MS = 500

/**
 * Runs dgsh as this process and sets its exit code; ends quietly when nobody reads its output anymore. Only this file touches `process`.
 */
export async function main(): Promise<void> {
  // Success is said at the end only: whatever ends this process before is a failure.
  process.exitCode = EXIT_CODES.failed
  const controller = watchSignals()
  const outputCode = watchOutput(controller)
  const { signal } = controller
  process.on('uncaughtException', endAsBug)
  const { execPath, pid, platform, stdin, stderr, stdout } = process
  const { env, spoiled } = readEnvironment(process.env, platform)
  const words = readArguments(process.argv.slice(2))
  const [cwd, home, isDumb] = [findWorkingDirectory(), findHome(), isDumbTerminal(env, platform)]
  const open = contextsOf({
    stdin: inputStream(stdin, signal),
    stdout: outputStream(stdout),
    stderr: outputStream(stderr),
    env,
    platform,
    cwd,
    accountHome: findAccountHome(),
    paths: resolvePaths({ env, platform, home, cwd }),
    version,
    signal,
    now: () => new Date(),
    elapsed: () => performance.now(),
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
    exec: (request) => execute(request, { env, signal, ...(platform === 'win32' ? {} : { groups }) }),
    openPrompt: async (palette) => {
      // The prompts take their colours from the environment, too, and only when they are loaded.
      if (!palette.colored) process.env.NO_COLOR = '1'
      const { createPrompt } = await import('./ui/prompt.ts')
      return createPrompt({ input: stdin, output: stderr, signal, palette, isDumb })
    },
    // Seen from dist/, where the build puts this file.
    keychainProgram: [execPath, join(__dirname, '..', 'bin', 'keychain.js')],
    processes: { own: pid, exists: (pid) => sendSignal(pid, 0) },
    loadAhead: prepareLoading(),
    // Nobody listens but the tests, which end the process at each point of a journal.
    checkpoint: (point) => channel('dgsh:journal').publish(point),
  })
  const { note } = open().messages
  for (const name of spoiled)
    note(`${name} ends in a carriage return, which engines take as part of it: fix where it is set`)
  const running = run(words, open)
  watchForDryness(running, (error) => fail(error, open(), words))
  const code = await running
  // What the command found out stays; that it was stopped, because nobody reads, is no error.
  const foundNothing = code === 0 || code === EXIT_CODES.interrupted
  process.exitCode = foundNothing ? (outputCode() ?? code) : code
}

/**
 * Reports it when Node has nothing left to do while the command has not ended: something was waited for that will never come.
 * The exit code stays that of a failure.
 */
function watchForDryness(running: Promise<unknown>, report: (error: DgshError) => Promise<unknown>): void {
  const onDry = () => {
    const awaited = pendingWaits().at(-1) ?? 'something that will never come'
    const hint =
      'look at what was done before you run it again, and please report it with what --debug prints'
    void report(new DgshError('internal', `dgsh was still waiting for ${awaited} when it ended`, { hint }))
  }
  process.once('beforeExit', onDry)
  const settled = () => process.off('beforeExit', onDry)
  running.then(settled, settled)
}

/** Aborts on SIGINT, SIGTERM and SIGHUP. */
function watchSignals(): AbortController {
  const controller = new AbortController()
  // The checks of a doctor run more programs at once than Node takes for usual.
  setMaxListeners(0, controller.signal)
  let since = 0
  const interrupt = (code: 'interrupted' | 'terminated') => {
    // A second signal means that the first did not help. At once it is only an echo: terminals, npm and a package
    // that conf uses to clean up (when-exit) send the first one again.
    if (controller.signal.aborted) {
      if (performance.now() - since > ECHO_MS) process.exit(EXIT_CODES[code])
      return
    }
    since = performance.now()
    controller.abort(new DgshError(code, code))
  }
  process.on('SIGINT', () => foreground === 0 && interrupt('interrupted'))
  process.on('SIGTERM', () => interrupt('terminated'))
  process.on('SIGHUP', () => interrupt('terminated'))
  return controller
}

/**
 * Aborts when stdout cannot be written. With `dgsh … | head -1` nobody reads any more: nothing is left to do, and that
 * is no error. Gives the exit code that this decides, if it happened.
 */
function watchOutput(controller: AbortController): () => number | undefined {
  let code: number | undefined
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (code !== undefined) return
    code = error.code === 'EPIPE' ? 0 : EXIT_CODES.file_unusable
    if (code !== 0) process.stderr.write(`error: the output cannot be written (${error.code})\n`)
    // Before the end of the command its exit code is not known yet.
    if (process.exitCode === 0) process.exitCode = code
    controller.abort(new DgshError('interrupted', 'interrupted'))
  })
  process.stderr.on('error', () => {})
  return () => code
}

/** Far more than any key or secret has. */
const LARGEST_INPUT = 1024 * 1024

function inputStream(stream: NodeJS.ReadStream, signal: AbortSignal): InputStream {
  return {
    isTTY: stream.isTTY === true,
    async readAll() {
      try {
        return await waitFor('standard input', readText(addAbortSignal(signal, stream)))
      } catch (error) {
        throw signal.aborted ? signal.reason : error
      }
    },
  }
}

async function readText(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > LARGEST_INPUT) {
      const limit = `standard input holds more than ${LARGEST_INPUT / 1024 / 1024} MB`
      throw usageError(limit, 'pipe in the key or the secret alone')
    }
    chunks.push(Buffer.from(chunk))
  }
  return decodeText(Buffer.concat(chunks))
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  let failed = false
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns || 80
    },
    write(text) {
      stream.write(text, (error) => {
        failed ||= error != null
      })
    },
    async isTaken() {
      // What was written before has been told of by then.
      await new Promise<void>((resolve) => stream.write('', () => resolve()))
      return !failed
    },
  }
}

async function execute(request: ExecRequest, options: ExecOptions) {
  const { runProgram } = await import('./exec.ts')
  foreground += request.inherit === true ? 1 : 0
  try {
    return await runProgram(request, options)
  } finally {
    foreground -= request.inherit === true ? 1 : 0
  }
}

/** Windows has none. */
const groups: ProcessGroups = {
  signal: (leader, signal) => sendSignal(-leader, signal),
  atExit(action) {
    process.once('exit', action)
    return () => void process.off('exit', action)
  },
}

/** Signal 0 asks only; what may not be signalled is there. */
function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function endAsBug(error: unknown): never {
  process.stderr.write(`error: ${reportError(error).message}\n`)
  process.exit(EXIT_CODES.internal)
}

/** The home directory; empty when the system knows none, as for a container's user without an account. */
function findHome(): string {
  try {
    return homedir()
  } catch {
    // Packages ask as well while they are loaded, and would fail; what they are told is used for nothing.
    process.env.HOME = '/'
    return ''
  }
}

/** The home directory of the user's account, whatever the environment says; empty without an account. */
function findAccountHome(): string {
  try {
    return userInfo().homedir
  } catch {
    return ''
  }
}

/** The working directory; undefined when it was removed. Packages and programs that need one are in the root directory then. */
function findWorkingDirectory(): string | undefined {
  try {
    return process.cwd()
  } catch {
    process.chdir(parse(process.execPath).root)
    return undefined
  }
}
