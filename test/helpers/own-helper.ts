import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DgshOptions, dgshArgv, environmentOf } from './dgsh.ts'
import { quote } from './fake-engine.ts'
import { type ProgramResult, runProgram } from './run-program.ts'
import type { TemporaryHome } from './temporary.ts'

/** What docker-credential-dgsh is asked for. */
export type Verb = 'get' | 'store' | 'erase' | 'list'

/** What is said where there is no login. */
export const NOT_FOUND = { code: 1, stdout: 'credentials not found in native keychain\n' }

/** The argv of the built docker-credential-dgsh. */
export function ownHelperArgv(args: readonly string[]): string[] {
  const [node = '', program = ''] = dgshArgv([])
  return [node, join(dirname(program), 'docker-credential-dgsh.js'), ...args]
}

/** Runs the built docker-credential-dgsh to its end, in a clean environment. */
export function runOwnHelper(
  args: readonly string[],
  input: string,
  { home, env, wrapper = [], cwd }: DgshOptions & { home: TemporaryHome },
): Promise<ProgramResult> {
  return runProgram([...wrapper, ...ownHelperArgv(args)], {
    env: environmentOf(home, env),
    input,
    cwd: cwd ?? home.path,
  })
}

/** Returns a request to keep a login. */
export function storeInput(
  server: string,
  { username, secret }: { username: string; secret: string },
): string {
  return `${JSON.stringify({ ServerURL: server, Username: username, Secret: secret })}\n`
}

/** Returns the login that an answer to `get` has. */
export function loginIn({ stdout }: ProgramResult): unknown {
  return JSON.parse(stdout)
}

/** The directory in which the home's dgsh keeps its state. */
export function stateDirectory({ path }: Pick<TemporaryHome, 'path'>): string {
  return join(path, '.local', 'state', 'dgsh')
}

/** The content of one of the files there. */
export function readState(home: TemporaryHome, name: 'helper' | 'store'): Record<string, unknown> {
  return JSON.parse(readFileSync(join(stateDirectory(home), `${name}.json`), 'utf8')) as Record<
    string,
    unknown
  >
}

/** Writes one of the files there, for its owner only, whatever is in it. */
export function writeState(home: TemporaryHome, name: 'helper' | 'store', content: unknown): string {
  mkdirSync(stateDirectory(home), { recursive: true, mode: 0o700 })
  const file = join(stateDirectory(home), `${name}.json`)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
  return file
}

/** Has a general helper answer for what is not dgsh's, as `dgsh helper install` records it. */
export function recordGeneral(home: TemporaryHome, general: string | null, logins: object = {}): void {
  const file = join(home.dockerConfig, 'config.json')
  const installation = { engine: 'docker', file, registry: 'quay.io', helper: null, general }
  writeState(home, 'helper', { logins, installations: [installation] })
}

/** Puts docker-credential-dgsh on the PATH of a home, which is then the first directory there; returns the new PATH. */
export function putOnPath(home: TemporaryHome): string {
  const directory = join(home.path, 'helper-bin')
  mkdirSync(directory, { recursive: true })
  const script = `#!/bin/sh\nexec ${ownHelperArgv([]).map(quote).join(' ')} "$@"\n`
  writeFileSync(join(directory, 'docker-credential-dgsh'), script, { mode: 0o755 })
  home.env.PATH = `${directory}:${home.env.PATH}`
  return home.env.PATH
}

/** The path of the program in bin/, for what is not run with it. */
export const OWN_HELPER_FILE = fileURLToPath(new URL('../../bin/docker-credential-dgsh.js', import.meta.url))
