import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../deepgram-registry.ts'
import { type DgshOptions, runDgsh } from '../dgsh.ts'
import { knownCredential } from '../lifecycle.ts'
import { findProgram } from '../parts.ts'
import { type TemporaryHome, temporaryHome } from '../temporary.ts'

/** The time on every screen. */
export const NOW = new Date('2026-11-24T10:30:00Z')

/** The first credential of the sandbox, `Production cluster, Frankfurt`. */
export const FRANKFURT = '8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264'

/** What a screen is drawn in: a home, a sandbox and a fixed clock. */
export interface World {
  home: TemporaryHome
  sandbox: Sandbox
  env: Record<string, string>
  /** Runs dgsh without a terminal, to prepare something. Throws when it fails. */
  run(args: readonly string[], input?: string): Promise<void>
  /** Stores the secret of a credential and logs docker in. */
  logIn(id: string): Promise<void>
}

/** Makes a world whose sandbox may be one of several worlds, when nothing changes it. */
export async function makeWorld(sandbox?: Sandbox): Promise<World> {
  const served = sandbox ?? (await startTestSandbox({ now: () => NOW }))
  const home = temporaryHome()
  const env = { ...home.env, ...served.environment, ...fixed(home) }
  const options: DgshOptions = { home, env }
  const run = async (args: readonly string[], input?: string) => {
    const { code, stderr } = await runDgsh(args, { ...options, input })
    if (code !== 0) throw new Error(`dgsh ${args.join(' ')} ends with ${code}: ${stderr}`)
  }
  return {
    home,
    sandbox: served,
    env,
    run,
    logIn: (id) => run(['login', id, '--secret-stdin'], knownCredential(id).secret),
  }
}

/** Has all servers of this process say that it is {@link NOW}, as Node would say the time itself. */
export function fixServerClocks(): void {
  const { writeHead } = ServerResponse.prototype
  ServerResponse.prototype.writeHead = function (this: ServerResponse, ...args: unknown[]) {
    this.setHeader('date', NOW.toUTCString())
    return Reflect.apply(writeHead, this, args)
  } as typeof writeHead
}

/** Chooses the file as the store, and leaves the rest of the configuration as it is at first. */
export function keepInFile({ home }: Pick<World, 'home'>): void {
  const directory = join(home.path, '.config', 'dgsh')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(
    join(directory, 'config.json'),
    JSON.stringify({ profiles: { default: { store: 'file' } } }),
    {
      mode: 0o600,
    },
  )
}

/** docker is the only engine, whatever else the machine has. */
function fixed({ path }: TemporaryHome): Record<string, string> {
  const programs = join(path, 'bin')
  mkdirSync(programs)
  for (const name of ['docker', 'sh']) {
    const program = findProgram(name)
    if (program !== undefined) symlinkSync(program, join(programs, name))
  }
  const { href } = new URL('fixed-clock.mjs', import.meta.url)
  return { PATH: programs, TZ: 'UTC', LANG: 'C.UTF-8', NODE_OPTIONS: `--import ${href}` }
}
