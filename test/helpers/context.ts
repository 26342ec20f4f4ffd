import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Context } from '../../src/app/context.ts'
import { contextsOf, type OpenContext } from '../../src/app/open-context.ts'
import type { ExecRequest, ExecResult, GlobalFlags, OutputStream } from '../../src/ports.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { atEnd } from './cleanup.ts'
import { type Question, scriptedPrompt } from './scripted-prompt.ts'
import { temporaryDirectory } from './temporary.ts'

/** The time of every test. */
export const NOW = new Date('2026-01-01T00:00:00Z')

/** How an engine's login or logout is limited, with the timeout that nobody changed. */
export const ENGINE_LIMITS = { timeoutMs: 60_000, ownGroup: true } as const

/** A program that a test expects to be run, and how it ends; exit code 0 and no output when left out. */
export interface ExpectedExec {
  request: ExecRequest
  result?: Partial<ExecResult>
  /** What it does before it ends. */
  effect?: () => void
}

/** The argv by which a keychain is asked in tests: nothing that could be run. */
export const KEYCHAIN_PROGRAM = ['keychain-of-the-tests']

/** What differs from a quiet call off a terminal, with no environment, no files and no engines. */
export interface TestSetup {
  flags?: GlobalFlags
  env?: Readonly<Record<string, string>>
  stdin?: string
  /** True for a terminal on all three streams. */
  isTTY?: boolean
  stdinIsTTY?: boolean
  columns?: number
  /** The engines on PATH. */
  engines?: readonly EngineName[]
  /** The programs that will be run, in their order. */
  exec?: (enginePath: (engine: EngineName) => string) => readonly ExpectedExec[]
  /** The questions that will be asked, in their order. */
  questions?: readonly Question[]
  /** The directories of config and state, instead of fresh ones that do not exist yet. */
  paths?: { config?: string; state?: string }
  signal?: AbortSignal
  /** The clock of the machine; left out, it stands at {@link NOW}. */
  now?: () => Date
  /** What a pause is; left out, it costs nothing. */
  sleep?: (milliseconds: number) => Promise<unknown>
  /** Told of each point of an operation. */
  checkpoint?: (point: string) => void
}

/** A Context, and what has become of its surroundings. */
export interface TestContext {
  context: Context & {
    readonly host: { readonly paths: { readonly config: string; readonly state: string } }
  }
  /** Makes the Contexts of such a process from global options. */
  open: OpenContext
  stdout(): string
  stderr(): string
}

/**
 * A Context made as the program makes it, in surroundings made of buffers. A program or a question that was not
 * expected fails the test, and so does one that was expected and did not come.
 */
export function testContext(setup: TestSetup = {}): TestContext {
  const { env = {}, flags = {}, isTTY = false, stdinIsTTY = isTTY, columns = 80 } = setup
  const home = temporaryDirectory()
  const bin = join(home, 'bin')
  addEngines(bin, setup.engines ?? [])
  const [stdout, stderr] = [capture(isTTY, columns), capture(isTTY, columns)]
  const paths = { config: join(home, 'config'), state: join(home, 'state'), ...setup.paths }
  let elapsed = 0
  const open = contextsOf({
    stdin: { isTTY: stdinIsTTY, readAll: async () => setup.stdin ?? '' },
    stdout,
    stderr,
    env: { PATH: bin, ...env },
    platform: 'linux',
    cwd: home,
    paths,
    version: '0.0.0',
    signal: setup.signal ?? new AbortController().signal,
    now: setup.now ?? (() => NOW),
    elapsed: () => elapsed,
    async sleep(milliseconds) {
      elapsed += milliseconds
      await setup.sleep?.(milliseconds)
    },
    exec: expectedExec(setup.exec?.((engine) => join(bin, engine)) ?? []),
    openPrompt: scriptedPrompt(setup.questions ?? []),
    processes: { own: 1, exists: (pid) => pid === 1 },
    atExit: () => () => {},
    loadAhead: () => {},
    checkpoint: (point) => setup.checkpoint?.(point),
    keychainProgram: KEYCHAIN_PROGRAM,
    helperPath: '/opt/dgsh/bin/docker-credential-dgsh.js',
  })
  const context = open(flags)
  return {
    context: { ...context, host: { ...context.host, paths } },
    open,
    stdout: () => stdout.text,
    stderr: () => stderr.text,
  }
}

function addEngines(directory: string, engines: readonly EngineName[]): void {
  mkdirSync(directory)
  for (const engine of engines) {
    writeFileSync(join(directory, engine), '')
    chmodSync(join(directory, engine), 0o755)
  }
}

function capture(isTTY: boolean, columns: number) {
  const stream = {
    isTTY,
    columns,
    text: '',
    write(text: string) {
      stream.text += text
    },
    isTaken: async () => true,
  }
  return stream satisfies OutputStream
}

function expectedExec(expected: readonly ExpectedExec[]) {
  const requests: ExecRequest[] = []
  // Compared at the end, too: whoever runs the program may have swallowed what is thrown here.
  atEnd(() => expect(requests).toEqual(expected.map(({ request }) => request)))
  return async (request: ExecRequest): Promise<ExecResult> => {
    requests.push(request)
    const next = expected[requests.length - 1]
    expect(request).toEqual(next?.request)
    next?.effect?.()
    return { exitCode: 0, signal: undefined, stdout: '', stderr: '', startError: undefined, ...next?.result }
  }
}
