import { constants } from 'node:os'
import { DgshError } from '../errors.ts'
import { shellWord } from '../shell.ts'
import type { Host } from './context.ts'

/** A command of the user's. */
export interface ForegroundCommand {
  /** An argv. */
  command: readonly [file: string, ...args: string[]]
  /** Added to the environment, which it has as it is. */
  env: Readonly<Record<string, string>>
}

/**
 * Runs a command of the user's as a shell would: it has the terminal, the environment and the signals, and dgsh waits for it. Returns its
 * exit code, or 128 and the number of the signal that ended it. Throws `command_missing` and `command_unusable`, whose exit codes
 * are 127 and 126 as in env(1).
 */
export async function runForeground(
  { command: [file, ...args], env }: ForegroundCommand,
  host: Host,
): Promise<number> {
  // Node takes no empty name.
  const result = file === '' ? NOTHING : await host.exec({ file, args, env, foreground: true })
  if (result.startError !== undefined) throw startFailure(file, result.startError)
  if (result.exitCode !== undefined) return result.exitCode
  return 128 + (constants.signals[result.signal as NodeJS.Signals] ?? 0)
}

const NOTHING = { exitCode: undefined, signal: undefined, startError: 'ENOENT' }

function startFailure(file: string, startError: string): DgshError {
  const look = file.includes('/')
    ? `to look at it: ls -ld ${shellWord(file)}`
    : 'to see where it is looked for: echo $PATH'
  return startError === 'ENOENT'
    ? new DgshError('command_missing', `there is no command ${shellWord(file)}`, { hint: look })
    : new DgshError('command_unusable', `${shellWord(file)} cannot be run (${startError})`, { hint: look })
}
