import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'

/** Where dgsh keeps its state, and what can be wrong with the place. */
export interface Disk {
  /** The state directory. */
  state: string
  /** Takes all the room that is left. */
  fill(): void
  /** Takes the right to write from everything that is there. */
  protect(): void
  /** Makes all well again. */
  mend(): void
  close(): Promise<void>
}

/** A state directory of a home. */
export function plainDisk(home: string): Disk {
  const state = join(home, 'state')
  mkdirSync(state, { mode: 0o700 })
  const change = (fileMode: number, directoryMode: number) => {
    for (const path of [state, ...pathsBelow(state)])
      chmodSync(path, lstatSync(path).isDirectory() ? directoryMode : fileMode)
  }
  return {
    state,
    fill() {
      throw new Error('only a small disk can be filled')
    },
    protect: () => change(0o400, 0o500),
    mend: () => change(0o600, 0o700),
    close: async () => {},
  }
}

/** As much as dgsh wants to find before it begins, and what the tests write to it; not much more. */
const SIZE = '128k'

/**
 * A state directory on a disk of its own, which is small: a tmpfs in the mount namespace of a process that does nothing
 * else, so that it is gone with that. As another user than root that takes a user namespace. Throws when the system allows
 * neither.
 */
export async function smallDisk(home: string): Promise<Disk> {
  const place = join(home, 'disk')
  mkdirSync(place)
  const namespaces = process.getuid?.() === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount']
  const script = `mount -t tmpfs -o size=${SIZE} tmpfs "$0" && mkdir -m 700 "$0/state" && echo ready && exec sleep 600`
  const holder = spawn('unshare', [...namespaces, 'sh', '-c', script, place], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  holder.stderr.on('data', (chunk) => {
    said += chunk
  })
  const ended = once(holder, 'close')
  await Promise.race([once(holder.stdout, 'data'), ended])
  if (holder.exitCode !== null) throw new Error(`no small disk can be mounted: ${said}`)
  // The disk as that process sees it (proc(5)).
  const root = join(`/proc/${holder.pid}/root`, place)
  const filler = join(root, 'filler')
  return {
    ...{ state: join(root, 'state'), fill: () => fillUp(filler), protect: () => {} },
    mend: () => rmSync(filler, { force: true }),
    async close() {
      holder.kill('SIGKILL')
      await ended
    },
  }
}

function fillUp(path: string): void {
  closeSync(openSync(path, 'a'))
  try {
    for (;;) appendFileSync(path, Buffer.alloc(1024))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

/** The files and directories below a directory; none when there is none. */
export function pathsBelow(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name))
}
