import { readEnvironment } from './environment.ts'
import { readInput, writeOutput } from './files/standard-streams.ts'
import { callerOfSudo } from './files/trust.ts'
import { plainLogin } from './helper/plain-login.ts'
import { findHome, findWorkingDirectory } from './home.ts'
import { resolvePaths } from './settings/paths.ts'

/** What is left to do for the other half of the program. */
export interface Rest {
  /** True when the request is answered. */
  done: boolean
  /** What was read from standard input; undefined where nothing was. */
  input: Buffer | undefined
}

/** What decides where the files are, and whom they may belong to. */
const VARIABLES = ['DGSH_DEBUG', 'DGSH_STATE_DIR', 'LOCALAPPDATA', 'SUDO_UID', 'XDG_STATE_HOME']

/** Far more than any login has. */
const LARGEST_INPUT = 1024 * 1024

/**
 * Answers `docker-credential-dgsh get` where the login is in the file store. The build puts all of it in one small file, as the
 * engines wait for it at every pull; src/helper-main.ts does the rest.
 */
export function main(): Rest {
  const [verb = '', ...others] = process.argv.slice(2)
  if (others.length > 0 || !['get', 'store', 'erase'].includes(verb)) return { done: false, input: undefined }
  const input = readInput(LARGEST_INPUT)
  const answer = verb === 'get' ? findAnswer(input.toString()) : undefined
  if (answer !== undefined) writeOutput(1, answer)
  return { done: answer !== undefined, input }
}

function findAnswer(input: string): string | undefined {
  const { platform } = process
  const variables = VARIABLES.map((name) => [name, process.env[name]])
  const { env } = readEnvironment(Object.fromEntries(variables), platform)
  // Who looks for a fault is told each step.
  if (env.DGSH_DEBUG) return undefined
  const [home, cwd] = [findHome(process), findWorkingDirectory(process)]
  const { state: directory } = resolvePaths({ env, platform, home, cwd })
  const trust = { caller: callerOfSudo(env), user: process.geteuid?.() }
  return plainLogin(input, { directory, trust })
}
