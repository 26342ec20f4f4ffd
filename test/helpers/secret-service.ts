import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DgshOptions, dgshArgv, environmentOf } from './dgsh.ts'
import { quote } from './fake-engine.ts'
import { findProgram } from './parts.ts'
import { type ProgramResult, runProgram } from './run-program.ts'
import type { TemporaryHome } from './temporary.ts'

/** A step within a D-Bus session of its own: a line of the shell, or a call of dgsh or another program, whose result is given back. */
export type SessionStep = string | { dgsh: readonly string[]; input?: string } | ProgramStep

/** A call of a program. */
export interface ProgramStep {
  argv: readonly string[]
  input?: string
}

/** Starts gnome-keyring with an unlocked keyring, which is made when there is none. */
export const UNLOCKED = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'

/** Starts gnome-keyring without a password: a keyring that is there stays locked, and none is made. */
export const NOT_UNLOCKED = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1'

/** Locks the keyring again. */
export const LOCK =
  'gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets --method org.freedesktop.Secret.Service.Lock "[objectpath \'/org/freedesktop/secrets/collection/login\']" >/dev/null'

/**
 * Runs steps, one after the other, in a D-Bus session of their own, with the keyring of the home. Gives how each call
 * ended.
 */
export async function inSession(
  home: TemporaryHome,
  steps: readonly SessionStep[],
  env: DgshOptions['env'] = {},
): Promise<ProgramResult[]> {
  const runtime = join(home.path, 'run-time')
  mkdirSync(runtime, { recursive: true, mode: 0o700 })
  const calls = steps.filter((step) => typeof step !== 'string').length
  const out = (index: number, name: string) => join(runtime, `${index}.${name}`)
  let index = 0
  const lines = steps.map((step) => {
    if (typeof step === 'string') return step
    const files = ['in', 'out', 'err', 'code'].map((name) => quote(out(index, name)))
    index += 1
    const argv = 'argv' in step ? step.argv : dgshArgv(step.dgsh)
    const words = argv.map(quote).join(' ')
    return `printf %s ${quote(step.input ?? '')} >${files[0]}; ${words} <${files[0]} >${files[1]} 2>${files[2]}; echo $? >${files[3]}; rm ${files[0]}`
  })
  const session = await runProgram(
    [findProgram('dbus-run-session') ?? 'dbus-run-session', '--', 'bash', '-c', lines.join('\n')],
    { env: { ...environmentOf(home, env), XDG_RUNTIME_DIR: runtime } },
  )
  return Array.from({ length: calls }, (_, number) => {
    const read = (name: string) => readFileSync(out(number, name), 'utf8')
    return { ...session, stdout: read('out'), stderr: read('err'), code: Number(read('code')) }
  })
}
