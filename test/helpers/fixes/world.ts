import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { startTestSandbox } from '../deepgram-registry.ts'
import { type DgshOptions, dgshArgv, environmentOf, runDgsh } from '../dgsh.ts'
import { goodHome } from '../doctor.ts'
import { ownHelperArgv } from '../own-helper.ts'
import { findProgram } from '../parts.ts'
import { type ProgramResult, startProgram } from '../run-program.ts'
import { type TemporaryHome, temporaryDirectory } from '../temporary.ts'

/** A machine that is in order but for what a row of the table changes. */
export interface FixWorld {
  home: TemporaryHome
  sandbox: Sandbox
  /** Beside those of the home. */
  env: Record<string, string | undefined>
  /** The only directory on PATH. */
  bin: string
  /** A file with the secret of the sandbox's first credential, and one with the API key. */
  secretFile: string
  keyFile: string
  /** The credential that the finding is about, once it is found. */
  findingId?: string | undefined
  /** Puts a program of this machine on PATH. */
  link(...programs: string[]): void
  /** Puts a program on PATH that a shell runs. */
  script(program: string, text: string): void
  dgsh(args: readonly string[], options?: DgshOptions): Promise<ProgramResult>
  /** Runs lines in one shell. */
  shell(lines: string): Promise<ProgramResult>
}

const SHELL = [
  'sh',
  'node',
  'cat',
  'mkdir',
  'cp',
  'ln',
  'chmod',
  'chown',
  'rm',
  'mv',
  'ls',
  'id',
  'tail',
  'env',
]

/** Makes such a machine, with these programs of the real one. */
export async function makeFixWorld(programs: readonly string[], home = goodHome()): Promise<FixWorld> {
  const sandbox = await startTestSandbox()
  const [bin, files] = [temporaryDirectory(), temporaryDirectory()]
  const env: FixWorld['env'] = { ...sandbox.environment, PATH: bin }
  const fileOf = (name: string, text: string) => {
    writeFileSync(join(files, name), text, { mode: 0o600 })
    return join(files, name)
  }
  const world: FixWorld = {
    ...{ home, sandbox, env, bin },
    secretFile: fileOf('secret', sandbox.secret),
    keyFile: fileOf('key', sandbox.apiKey),
    link: (...names) => {
      for (const name of names) symlinkSync(findProgram(name) ?? `/missing/${name}`, join(bin, name))
    },
    script: (name, text) => writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 }),
    dgsh: (args, options = {}) => runDgsh(args, { home, ...options, env: { ...env, ...options.env } }),
    shell: (lines) =>
      startProgram(['/bin/sh', '-c', lines], { env: environmentOf(home, env), cwd: home.path }).ended,
  }
  world.link(...SHELL, ...programs)
  world.script('sudo', 'exec "$@"')
  world.script('dgsh', `exec ${dgshArgv([]).join(' ')} "$@"`)
  world.script('docker-credential-dgsh', `exec ${ownHelperArgv([]).join(' ')} "$@"`)
  return world
}
