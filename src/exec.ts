import { execa } from 'execa'
import type { ExecRequest, ExecResult } from './context.ts'

/** What a program inherits. */
export interface ExecOptions {
  env: Readonly<Record<string, string | undefined>>
  /** When it is aborted the program, unless it is `untilDone`, gets SIGTERM, and SIGKILL five seconds later. */
  signal: AbortSignal
}

/** What no child is to inherit: the API key is not its business. */
const WITHHELD = ['DEEPGRAM_API_KEY', 'DGSH_SANDBOX_SECRET']

/**
 * Runs a program to its end, or to the end of its time. Never rejects: how it ended, or why it could not start, is in
 * the result.
 */
export async function runProgram(request: ExecRequest, { env, signal }: ExecOptions): Promise<ExecResult> {
  const inherited = Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.includes(name)))
  const running = execa(request.file, request.args, {
    env: { ...inherited, ...request.env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    // A process group of its own: a terminal sends Ctrl-C to all of the one in the foreground.
    ...(request.untilDone === true ? { detached: true } : { cancelSignal: signal }),
    ...(request.inherit === true
      ? { stdio: 'inherit' as const }
      : request.input === undefined
        ? { stdin: 'ignore' as const }
        : { input: request.input }),
  })
  const isOver = endInTime(running, request.timeoutMs)
  const result = await running
  const timedOut = isOver()
  return {
    exitCode: timedOut ? undefined : result.exitCode,
    signal: timedOut ? 'SIGKILL' : result.signal,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    startError:
      result.exitCode === undefined && result.signal === undefined && !timedOut
        ? (result.code ?? 'unknown')
        : undefined,
    ...(timedOut ? { timedOut: true } : {}),
  }
}

/** What of a running program is needed to end it. */
interface Running {
  kill(signal: 'SIGKILL'): boolean
  stdout?: { destroy(): unknown } | null
  stderr?: { destroy(): unknown } | null
}

/**
 * Kills a program when its time is over, and closes its pipes, which children of its own may hold open for longer. Gives
 * what stops the clock and tells whether that happened.
 */
function endInTime(running: Running, timeoutMs: number | undefined): () => boolean {
  let over = false
  if (timeoutMs === undefined) return () => over
  const timer = setTimeout(() => {
    over = true
    // It may not heed SIGTERM either.
    running.kill('SIGKILL')
    running.stdout?.destroy()
    running.stderr?.destroy()
  }, timeoutMs)
  return () => {
    clearTimeout(timer)
    return over
  }
}
