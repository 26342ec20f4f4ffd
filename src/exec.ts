import { execa } from 'execa'
import type { AtExit, ExecRequest, ExecResult } from './ports.ts'

/** Process groups, as POSIX has them. */
export interface ProcessGroups {
  /** Sends a signal to all of a group, 0 to ask only. False when none of it is left. */
  signal(leader: number, signal: NodeJS.Signals | 0): boolean
  atExit: AtExit
}

/** What a program inherits. */
export interface ExecOptions {
  env: Readonly<Record<string, string | undefined>>
  /** When it is aborted the program, unless it is `untilDone`, gets SIGTERM, and SIGKILL five seconds later. */
  signal: AbortSignal
  /** Left out where the system has none: a program is then ended without those that it has started. */
  groups?: ProcessGroups
  /** Has each signal that dgsh gets given to a foreground program, and ends none for it; gives what takes that back. */
  passSignals?: (receive: (name: NodeJS.Signals) => void) => () => void
}

/** What no program of dgsh's own choice is to inherit: the API key is not its business. */
const WITHHELD = ['DEEPGRAM_API_KEY', 'DGSH_SANDBOX_SECRET']

/** How long a program may take to end after SIGTERM. */
const GRACE_MS = 5000

/** How long what a program has started may take after it, with its pipes or its group. */
const REST_MS = 1000

/**
 * Runs a program to its end, or to the end of its time. Never rejects: how it ended, or why it could not start, is in
 * the result.
 */
export async function runProgram(request: ExecRequest, options: ExecOptions): Promise<ExecResult> {
  const isForeground = request.foreground === true
  const inherited = Object.entries(options.env).filter(([name]) => isForeground || !WITHHELD.includes(name))
  const ownsGroup = request.ownGroup === true && options.groups !== undefined
  // First of all: the program may say that it is ready before anything else is done here.
  const stop = isForeground ? options.passSignals?.((name) => running.kill(name)) : undefined
  const running = execa(request.file, request.args, {
    env: { ...Object.fromEntries(inherited), ...request.env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    // A process group of its own: a terminal sends Ctrl-C to all of the one in the foreground.
    detached: request.untilDone === true || ownsGroup,
    ...(request.inherit === true || isForeground
      ? { stdio: 'inherit' as const, forceKillAfterDelay: !isForeground }
      : {
          ...(request.input === undefined ? { stdin: 'ignore' as const } : { input: request.input }),
          ...{ stdout: keepBeginning(), stderr: keepBeginning() },
        }),
  })
  const ending = isForeground
    ? async () => false
    : watchEnd(running, request, { ...options, ...(ownsGroup ? {} : { groups: undefined }) })
  const result = await running
  stop?.()
  const timedOut = await ending()
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
  pid?: number | undefined
  kill(signal: NodeJS.Signals): boolean
  once(event: 'exit', listener: () => void): unknown
  stdout?: { destroy(): unknown } | null
  stderr?: { destroy(): unknown } | null
}

interface EndOptions {
  signal: AbortSignal
  groups?: ProcessGroups | undefined
}

/**
 * Ends a program when its time is over or dgsh is told to end, and closes its pipes soon after its end: what it has started may
 * hold them open for longer. Gives what waits for the rest and tells whether its time was over.
 */
function watchEnd(
  running: Running,
  { timeoutMs, untilDone }: ExecRequest,
  { signal, groups }: EndOptions,
): () => Promise<boolean> {
  const { pid } = running
  const timers: NodeJS.Timeout[] = []
  const after = (ms: number, action: () => void) => void timers.push(setTimeout(action, ms))
  const send = (name: NodeJS.Signals) =>
    groups === undefined || pid === undefined ? running.kill(name) : groups.signal(pid, name)
  const closePipes = () => {
    running.stdout?.destroy()
    running.stderr?.destroy()
  }
  let [timedOut, stopped] = [false, false]
  const stop = () => {
    stopped = true
    send('SIGTERM')
    after(GRACE_MS, () => send('SIGKILL'))
  }
  if (untilDone !== true) {
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  }
  if (timeoutMs !== undefined) {
    after(timeoutMs, () => {
      timedOut = true
      // It may not heed SIGTERM.
      send('SIGKILL')
      closePipes()
    })
  }
  // What is in the pipes by then has been read first.
  running.once('exit', () => after(REST_MS, () => setImmediate(closePipes)))
  const forget = untilDone === true ? undefined : groups?.atExit(() => send('SIGKILL'))
  return async () => {
    if (stopped && groups !== undefined && pid !== undefined) await endGroup(groups, pid)
    for (const timer of timers) clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    forget?.()
    return timedOut
  }
}

/** Waits for what is left of a group that was told to end, and kills it when that takes too long. */
async function endGroup(groups: ProcessGroups, leader: number): Promise<void> {
  const deadline = performance.now() + REST_MS
  while (groups.signal(leader, 0)) {
    if (performance.now() > deadline) {
      groups.signal(leader, 'SIGKILL')
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** More of what a program prints is not kept: no answer that dgsh reads is as long. */
const MOST_BYTES = 64 * 1024 * 1024

/**
 * Returns a transform for execa that keeps the beginning of a program's output. The rest is read and dropped: the program
 * is not killed for it, as it would be by execa's `maxBuffer`, and does not wait at a full pipe.
 */
export function keepBeginning(mostBytes = MOST_BYTES) {
  let room = mostBytes
  return {
    binary: true as const,
    *transform(chunk: unknown) {
      const bytes = chunk as Uint8Array
      if (room > 0) yield bytes.subarray(0, room)
      room -= bytes.length
    },
  }
}
