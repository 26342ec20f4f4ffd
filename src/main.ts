import { setMaxListeners } from 'node:events'
import { addAbortSignal } from 'node:stream'
import { contextsOf } from './app/open-context.ts'
import { fail, run } from './cli.ts'
import { isDumbTerminal, readArguments } from './environment.ts'
import { DgshError, EXIT_CODES, reportError, usageError } from './errors.ts'
import { decodeText } from './files/text.ts'
import { prepareLoading } from './load-ahead.ts'
import type { InputStream, OutputStream } from './ports.ts'
import { passSignal } from './signals.ts'
import { pendingWaits, waitFor } from './waiting.ts'
import { isTerminalLent, worldOf } from './world.ts'

/** How soon a second signal is taken for an echo of the first. */
const ECHO_MS = 500

/**
 * Runs dgsh as this process and sets its exit code; ends quietly when nobody reads its output anymore.
 */
export async function main(): Promise<void> {
  // Success is said at the end only: whatever ends this process before is a failure.
  process.exitCode = EXIT_CODES.failed
  const controller = watchSignals()
  const outputCode = watchOutput(controller)
  const { signal } = controller
  process.on('uncaughtException', endAsBug)
  const { stdin, stderr, stdout } = process
  const { world, spoiled } = worldOf(process, {
    stdin: inputStream(stdin, signal),
    stdout: outputStream(stdout),
    stderr: outputStream(stderr),
    signal,
    openPrompt: async (palette) => {
      // The prompts take their colours from the environment, too, and only when they are loaded.
      if (!palette.colored) process.env.NO_COLOR = '1'
      const { createPrompt } = await import('./ui/prompt.ts')
      const isDumb = isDumbTerminal(world.env, world.platform)
      return createPrompt({ input: stdin, output: stderr, signal, palette, isDumb })
    },
    loadAhead: prepareLoading(),
  })
  const words = readArguments(process.argv.slice(2))
  const open = contextsOf(world)
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
  const isPassed = (name: NodeJS.Signals) => passSignal(name, process)
  process.on('SIGINT', () => isPassed('SIGINT') || isTerminalLent() || interrupt('interrupted'))
  process.on('SIGTERM', () => isPassed('SIGTERM') || interrupt('terminated'))
  process.on('SIGHUP', () => isPassed('SIGHUP') || interrupt('terminated'))
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

function endAsBug(error: unknown): never {
  process.stderr.write(`error: ${reportError(error).message}\n`)
  process.exit(EXIT_CODES.internal)
}
