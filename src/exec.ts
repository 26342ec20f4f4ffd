import { execa } from 'execa'
import type { ExecRequest, ExecResult } from './context.ts'

/** What a program inherits. */
export interface ExecOptions {
  env: Readonly<Record<string, string | undefined>>
  /** When it is aborted the program gets SIGTERM, and SIGKILL five seconds later. */
  signal: AbortSignal
}

/** What no child is to inherit: the API key is not its business. */
const WITHHELD = ['DEEPGRAM_API_KEY', 'DGSH_SANDBOX_SECRET']

/** Runs a program to its end. Never rejects: how it ended, or why it could not start, is in the result. */
export async function runProgram(request: ExecRequest, { env, signal }: ExecOptions): Promise<ExecResult> {
  const inherited = Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.includes(name)))
  const result = await execa(request.file, request.args, {
    env: { ...inherited, ...request.env },
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    cancelSignal: signal,
    ...(request.inherit === true
      ? { stdio: 'inherit' as const }
      : request.input === undefined
        ? { stdin: 'ignore' as const }
        : { input: request.input }),
  })
  return {
    exitCode: result.exitCode,
    signal: result.signal,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    startError:
      result.exitCode === undefined && result.signal === undefined ? (result.code ?? 'unknown') : undefined,
  }
}
