import { expect } from 'vitest'
import { type DgshOptions, dgshArgv, environmentOf } from './dgsh.ts'
import { temporaryHome } from './temporary.ts'
import { openTerminal, type Terminal } from './terminal.ts'

/** dgsh in a terminal. */
export interface TerminalDgshOptions extends Pick<DgshOptions, 'home' | 'env'> {
  columns?: number
  rows?: number
}

/** Runs the built program in a terminal. */
export function openDgsh(args: readonly string[], options: TerminalDgshOptions = {}): Promise<Terminal> {
  const { home = temporaryHome(), env, ...size } = options
  return openTerminal({ argv: dgshArgv(args), env: environmentOf(home, env), ...size })
}

/**
 * Expects that dgsh ends with an exit code and leaves the terminal as it was: echo, line mode and cursor. Gives all
 * that it showed.
 */
export async function expectEnd(terminal: Terminal, exitCode: number): Promise<string> {
  const { code, settings } = await terminal.waitForEnd()
  const text = await terminal.text()
  expect(code, text).toBe(exitCode)
  expect(settings).toMatch(/\sicanon\b/)
  expect(settings).toMatch(/\secho\b/)
  expect(await terminal.showsCursor()).toBe(true)
  return text
}
