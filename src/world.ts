import { channel } from 'node:diagnostics_channel'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { version } from '../package.json'
import type { World } from './app/services.ts'
import { readEnvironment } from './environment.ts'
import type { ExecOptions, ProcessGroups } from './exec.ts'
import { findAccountHome, findHome, findWorkingDirectory } from './home.ts'
import type { AtExit, ExecRequest } from './ports.ts'
import { resolvePaths } from './settings/paths.ts'
import { passSignals } from './signals.ts'

/** What the two programs do each in its own way. */
type OwnParts = Pick<World, 'loadAhead' | 'openPrompt' | 'signal' | 'stderr' | 'stdin' | 'stdout'>

/** How many programs have the terminal right now. */
let foreground = 0

/** Returns true while a program has the terminal: Ctrl-C is its then, as it is under a shell. */
export function isTerminalLent(): boolean {
  return foreground > 0
}

/** Makes the World of a process, and names the variables that {@link readEnvironment} calls spoiled. */
export function worldOf(self: NodeJS.Process, own: OwnParts): { world: World; spoiled: readonly string[] } {
  const { execPath, pid, platform } = self
  const { env, spoiled } = readEnvironment(self.env, platform)
  const { signal } = own
  const [cwd, home] = [findWorkingDirectory(self), findHome(self)]
  const send = sender(self)
  const groups = platform === 'win32' ? {} : { groups: groupsOf(self, send) }
  const world: World = {
    ...own,
    env,
    platform,
    cwd,
    accountHome: findAccountHome(),
    paths: resolvePaths({ env, platform, home, cwd }),
    version,
    now: () => new Date(),
    elapsed: () => performance.now(),
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
    exec: (request) =>
      execute(request, { env, signal, passSignals: (receive) => passSignals(receive, self), ...groups }),
    // Seen from dist/, where the build puts this file.
    keychainProgram: [execPath, join(__dirname, '..', 'bin', 'keychain.js')],
    helperPath: join(__dirname, '..', 'bin', 'docker-credential-dgsh.js'),
    processes: { own: pid, exists: (pid) => send(pid, 0) },
    atExit: atExitOf(self),
    // Nobody listens but the tests, which end the process at each point of a journal.
    checkpoint: (point) => channel('dgsh:journal').publish(point),
  }
  return { world, spoiled }
}

async function execute(request: ExecRequest, options: ExecOptions) {
  const { runProgram } = await import('./exec.ts')
  foreground += request.inherit === true ? 1 : 0
  try {
    return await runProgram(request, options)
  } finally {
    foreground -= request.inherit === true ? 1 : 0
  }
}

type Send = (pid: number, signal: NodeJS.Signals | 0) => boolean

/** Windows has none. */
function groupsOf(self: NodeJS.Process, send: Send): ProcessGroups {
  return {
    signal: (leader, signal) => send(-leader, signal),
    atExit: atExitOf(self),
  }
}

function atExitOf(self: NodeJS.Process): AtExit {
  return (action) => {
    self.once('exit', action)
    return () => void self.off('exit', action)
  }
}

/** Signal 0 asks only; what may not be signalled is there. */
function sender(self: NodeJS.Process): Send {
  return (pid, signal) => {
    try {
      return self.kill(pid, signal)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM'
    }
  }
}
