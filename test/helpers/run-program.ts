import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'

/** How a program is to run; nothing is inherited that is not named here. */
export interface ProgramOptions {
  env: Readonly<Record<string, string>>
  /** Its standard input, which is empty otherwise. */
  input?: string | undefined
  /** True: standard input stays open and says nothing more. */
  holdInput?: boolean | undefined
  cwd?: string | undefined
}

/** How a program ended, and what it wrote. */
export interface ProgramResult {
  /** Its exit code; as a shell has it, 128 and the signal's number, when a signal ended it. */
  code: number
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

/** A program that runs. */
export interface RunningProgram {
  pid: number
  kill(signal: NodeJS.Signals): void
  /** Resolves when it has ended and its output is complete. */
  ended: Promise<ProgramResult>
}

/** A program that takes longer is ended: the test is to fail with what it wrote, not to hang. */
const DEADLINE_MS = 45_000

/** Starts a program by its argv. */
export function startProgram(argv: readonly string[], options: ProgramOptions): RunningProgram {
  const [file = '', ...args] = argv
  const child = spawn(file, args, { env: { ...options.env }, cwd: options.cwd, stdio: 'pipe' })
  child.stdin.on('error', () => {})
  child.stdin.write(options.input ?? '')
  if (options.holdInput !== true) child.stdin.end()
  return { pid: child.pid ?? 0, kill: (signal) => void child.kill(signal), ended: collect(child) }
}

/** Runs a program to its end, whatever its exit code. Rejects when it cannot be started. */
export function runProgram(argv: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return startProgram(argv, options).ended
}

/** Runs a program that must succeed, and gives its stdout. */
export async function succeed(argv: readonly string[], options: ProgramOptions): Promise<string> {
  const { code, stdout, stderr } = await runProgram(argv, options)
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${stdout}${stderr}`)
  return stdout
}

function collect(child: ChildProcess): Promise<ProgramResult> {
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: code ?? 128 + constants.signals[signal ?? 'SIGKILL'], signal, ...output })
    })
  })
}
