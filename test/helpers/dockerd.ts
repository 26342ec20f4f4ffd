import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { atEnd } from './cleanup.ts'
import { temporaryDirectory } from './temporary.ts'

/** Starts Debian's `dockerd`, which takes root, and gives what `DOCKER_HOST` is then; it ends with the test. */
export async function startDockerd(env: Readonly<Record<string, string>>): Promise<string> {
  const directory = temporaryDirectory()
  const host = `unix://${join(directory, 'socket')}`
  const child = spawn(
    'dockerd',
    [
      // No network and no file system that a container would not have.
      ...['--storage-driver=vfs', '--iptables=false', '--ip6tables=false', '--bridge=none'],
      ...['--data-root', join(directory, 'data'), '--exec-root', join(directory, 'run')],
      ...['--pidfile', join(directory, 'pid'), '--host', host],
    ],
    { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  atEnd(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text
      if (log.includes('API listen on')) resolve()
    })
    child.on('error', reject)
    child.on('close', () => reject(new Error(`dockerd ended:\n${log}`)))
  })
  return host
}
