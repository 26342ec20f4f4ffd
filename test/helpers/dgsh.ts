import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findProgram } from './parts.ts'
import { type ProgramResult, type RunningProgram, startProgram } from './run-program.ts'
import { type TemporaryHome, temporaryHome } from './temporary.ts'

/** How dgsh is to run. */
export interface DgshOptions {
  /** Whose files it uses; left out, a fresh home. */
  home?: TemporaryHome | undefined
  /** Added to the home's environment; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>> | undefined
  input?: string | undefined
  /** True: standard input stays open and says nothing more. */
  holdInput?: boolean | undefined
  cwd?: string | undefined
  /** A program with arguments that is to run dgsh, such as `setpriv`. */
  wrapper?: readonly string[] | undefined
  /** The Node binary; left out, `DGSH_TEST_NODE`, else the one that runs the tests. */
  nodeBinary?: string | undefined
}

/** `DGSH_TEST_PROGRAM` names another `dgsh.js`, such as that of an installed package. */
const PROGRAM = process.env.DGSH_TEST_PROGRAM ?? fileURLToPath(new URL('../../bin/dgsh.js', import.meta.url))

/** The argv of the built program. Throws when it is not built. */
export function dgshArgv(args: readonly string[], nodeBinary?: string): string[] {
  if (!existsSync(join(dirname(PROGRAM), '..', 'dist', 'main.cjs'))) {
    throw new Error('the program is not built: run npm run build')
  }
  return [nodeBinary ?? process.env.DGSH_TEST_NODE ?? process.execPath, PROGRAM, ...args]
}

/** The environment of a home with changes. */
export function environmentOf(home: TemporaryHome, changes: DgshOptions['env'] = {}): Record<string, string> {
  const entries = Object.entries({ ...home.env, ...changes })
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** Starts the built program in a clean environment: no key, no proxy, no `CI`, nothing of the developer's. */
export function startDgsh(args: readonly string[], options: DgshOptions = {}): RunningProgram {
  const home = options.home ?? temporaryHome()
  return startProgram([...(options.wrapper ?? []), ...dgshArgv(args, options.nodeBinary)], {
    env: environmentOf(home, options.env),
    input: options.input,
    holdInput: options.holdInput,
    cwd: options.cwd ?? home.path,
  })
}

/** The environment in which dgsh kills itself at a point of its journal, such as `after stored`. */
export function killedAt(point: string): Record<string, string> {
  const { href } = new URL('kill-at.mjs', import.meta.url)
  return { NODE_OPTIONS: `--import ${href}`, DGSH_TEST_KILL_AT: point }
}

/** Runs the built program to its end. */
export function runDgsh(args: readonly string[], options: DgshOptions = {}): Promise<ProgramResult> {
  return startDgsh(args, options).ended
}

/**
 * A wrapper for tests of file permissions: root may write everywhere, and this takes that from it. Empty for other
 * users.
 */
export function withoutRootsPower(): string[] {
  if (process.getuid?.() !== 0) return []
  const powers = '-dac_override,-dac_read_search'
  return [findProgram('setpriv') ?? 'setpriv', `--bounding-set=${powers}`, `--inh-caps=${powers}`]
}
