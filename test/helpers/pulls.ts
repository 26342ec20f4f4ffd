import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runProgram } from './run-program.ts'
import { type TemporaryHome, temporaryDirectory } from './temporary.ts'

/** What is pulled, and with whose login. */
export interface Pull {
  home: TemporaryHome
  /** The file that holds the login: docker's `config.json` or podman's `auth.json`. */
  authFile: string
  /** `host:port/repository:tag` */
  image: string
}

/** One pull that failed. */
export interface FailedPull {
  /** Milliseconds after the start of the loop. */
  at: number
  said: string
}

/** What has become of a loop of pulls. */
export interface PullLoop {
  count(): number
  failures: readonly FailedPull[]
  /** Waits until so many have been made since now. */
  waitFor(count: number): Promise<void>
  /** Ends the loop after the pull that is going on. */
  stop(): Promise<void>
}

/** Pulls an image into a directory, by the login in a file. Gives what was said when it fails. */
export async function skopeoPull({ home, authFile, image }: Pull): Promise<string | undefined> {
  const target = join(temporaryDirectory(), 'image')
  const argv = ['skopeo', 'copy', '--quiet', '--src-tls-verify=false', '--src-authfile', authFile]
  const result = await runProgram([...argv, `docker://${image}`, `dir:${target}`], { env: home.env })
  rmSync(target, { recursive: true, force: true })
  return result.code === 0 ? undefined : result.stderr
}

/** Pulls an image as podman does before it runs it, into the storage of the home. Gives what was said when it fails. */
export async function podmanPull({ home, authFile, image }: Pull): Promise<string | undefined> {
  const argv = ['podman', 'pull', '--quiet', '--tls-verify=false', '--authfile', authFile, image]
  const result = await runProgram(argv, { env: home.env })
  return result.code === 0 ? undefined : result.stderr
}

/** Pulls again and again, with a pause of so many milliseconds in between; 0 for as fast as possible. */
export function startPulling(pull: () => Promise<string | undefined>, pause: number): PullLoop {
  const started = performance.now()
  const failures: FailedPull[] = []
  let count = 0
  let stopped = false
  const running = (async () => {
    while (!stopped) {
      const at = Math.round(performance.now() - started)
      const said = await pull()
      count += 1
      if (said !== undefined) failures.push({ at, said })
      await sleep(pause)
    }
  })()
  return {
    failures,
    count: () => count,
    async waitFor(wanted) {
      for (const start = count; count < start + wanted; ) await sleep(10)
    },
    async stop() {
      stopped = true
      await running
    },
  }
}
