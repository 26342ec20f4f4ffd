import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from './parts.ts'
import { type ProgramOptions, type ProgramResult, runProgram } from './run-program.ts'
import { temporaryDirectory } from './temporary.ts'

/** One program that was started. */
export interface Execution {
  argv: string[]
  /** `NAME=value` */
  environment: string[]
}

/** What a program did, and all programs that it and its children started, itself first. */
export interface Trace {
  result: ProgramResult
  executions: Execution[]
}

/** Runs a program under strace, which sees every `execve` with its arguments and environment, however short-lived. */
export async function traceExecutions(argv: readonly string[], options: ProgramOptions): Promise<Trace> {
  const directory = temporaryDirectory()
  const output = join(directory, 'trace')
  const result = await runProgram(
    [
      findProgram('strace') ?? 'strace',
      '-ff',
      '-v',
      '-qq',
      '-s',
      '65536',
      '-e',
      'trace=execve',
      '-e',
      'signal=none',
      '-o',
      output,
      ...argv,
    ],
    options,
  )
  // One file a process; process ids grow.
  const files = readdirSync(directory).sort((a, b) => pidOf(a) - pidOf(b))
  const lines = files.flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'))
  return { result, executions: lines.flatMap(parseExecution) }
}

function pidOf(name: string): number {
  return Number(name.split('.').at(-1))
}

/** `execve("/bin/ls", ["ls", "-l"], ["A=b", "C=d"]) = 0` */
function parseExecution(line: string): Execution[] {
  const [, argv, environment] = /^execve\("(?:[^"\\]|\\.)*", (\[.*?\]), (\[.*\])\) = 0$/.exec(line) ?? []
  if (argv === undefined || environment === undefined) return []
  return [{ argv: parseStrings(argv), environment: parseStrings(environment) }]
}

/** C string literals; strace writes them nearly as JSON does. */
function parseStrings(list: string): string[] {
  return (list.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((literal) =>
    literal.slice(1, -1).replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character)),
  )
}
