import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deriveSecret } from '../../../src/sandbox/derive.ts'
import type { InterceptedRequest } from '../../../src/sandbox/intercept.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts'
import type { TokenSigner } from '../../../src/sandbox/token.ts'
import { killedAt, startDgsh, withoutRootsPower } from '../dgsh.ts'
import { entryFor } from '../entry-name.ts'
import type { ProgramResult } from '../run-program.ts'
import { type TemporaryHome, temporaryHome, writeDockerConfig } from '../temporary.ts'
import { type Disk, plainDisk, smallDisk } from './disk.ts'
import { decide, type Exposed, type Fault } from './fault.ts'

/** A home, a sandbox of its own and a disk for the state, in which one command after the other runs. */
export interface Stage {
  home: TemporaryHome
  sandbox: Sandbox
  disk: Disk
  /** A program for `--exec` that writes down what it was given, a line `<id> <secret>` for each call. */
  hook: string
  hooked: string
  /** Runs dgsh; at its end, also by a fault, its engine has ended as well and all is well again. */
  run(args: readonly string[], options?: RunOptions): Promise<StageResult>
  close(): Promise<void>
}

/** What one run is to meet. */
export interface RunOptions {
  fault?: Fault | undefined
  env?: Readonly<Record<string, string>>
}

/** How a command ended, and the requests that it made. */
export interface StageResult extends ProgramResult {
  requests: InterceptedRequest[]
}

/** What may be different from one stage to the next. */
export interface StageOptions {
  signer: TokenSigner
  /** True for a state directory on a disk that can be filled. */
  small?: boolean | undefined
  /** The store of the profile. */
  store?: string
}

/** Sets up a stage: the store is chosen, docker has its plain file, and nothing has been done yet. */
export async function setStage({ signer, small = false, store = 'file' }: StageOptions): Promise<Stage> {
  const home = temporaryHome()
  const disk = small ? await smallDisk(home.path) : plainDisk(home.path)
  let exposed: Exposed | undefined
  const sandbox = await startSandbox({
    tokenSigner: signer,
    intercept: (request) => (exposed === undefined ? 'pass' : decide(request, exposed)),
  })
  writeConfig(home, store)
  const [hook, hooked] = writeHook(home.path)
  return {
    ...{ home, sandbox, disk, hook, hooked },
    async run(args, { fault, env = {} } = {}) {
      const current: Exposed = { running: undefined, fault, disk, requests: [], gone: undefined }
      exposed = current
      const { DGSH_CONFIG_DIR: _, ...environment } = sandbox.environment
      const killAt = fault?.point.kind === 'journal' ? killedAt(fault.point.at) : {}
      const running = startDgsh(args, {
        home,
        env: { ...environment, DGSH_STATE_DIR: disk.state, ...killAt, ...env },
        wrapper: fault?.kind === 'read-only' ? withoutRootsPower() : [],
      })
      current.running = running
      const result = await running.ended
      if (result.signal !== null) await endOfPrograms(home.path)
      exposed = undefined
      disk.mend()
      return { ...result, requests: current.requests }
    },
    async close() {
      await Promise.all([sandbox.close(), disk.close()])
      rmSync(home.path, { recursive: true, force: true })
    },
  }
}

/** Has docker hold the login of the sandbox's first credential, and the store its secret, if it is to. */
export function holdFirst({ home, sandbox, disk }: Stage, { kept }: { kept: boolean }): void {
  const { credentialId: id, registry } = sandbox
  const secret = deriveSecret(id)
  const auth = Buffer.from(`deepgram+${id}:${secret}`).toString('base64')
  writeDockerConfig(home.dockerConfig, { auths: { [registry]: { auth } } })
  const entries = kept ? { [entryFor(`secret:${id}`, registry)]: secret } : {}
  writeFileSync(join(disk.state, 'store.json'), JSON.stringify(entries), { mode: 0o600 })
}

function writeConfig({ path }: TemporaryHome, store: string): void {
  const directory = join(path, '.config', 'dgsh')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, 'config.json'), JSON.stringify({ profiles: { default: { store } } }), {
    mode: 0o600,
  })
}

function writeHook(home: string): [hook: string, hooked: string] {
  const [hook, hooked] = [join(home, 'hook'), join(home, 'hooked')]
  writeFileSync(hook, `#!/bin/sh\necho "$DGSH_CREDENTIAL_ID $(cat)" >> ${hooked}\n`, { mode: 0o700 })
  return [hook, hooked]
}

/** Waits for the programs that a killed dgsh left behind. */
async function endOfPrograms(home: string): Promise<void> {
  while (readdirSync('/proc').some((name) => /^\d+$/.test(name) && isOf(name, home))) await sleep(10)
}

function isOf(pid: string, home: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`HOME=${home}\0`)
  } catch {
    return false
  }
}

/** The last call of the hook. */
export function lastHooked({ hooked }: Stage): { id: string; secret: string } | undefined {
  if (!existsSync(hooked)) return undefined
  const [id = '', secret = ''] = readFileSync(hooked, 'utf8').trim().split('\n').at(-1)?.split(' ') ?? []
  return { id, secret }
}
