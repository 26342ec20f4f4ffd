import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { atEnd } from './cleanup.ts'
import { temporaryDirectory } from './temporary.ts'

/** Docker's token authentication, as the registry's config has it. */
export interface TokenAuthentication {
  /** The URL of the token endpoint. */
  realm: string
  /** The audience that tokens must have. */
  service: string
  issuer: string
  /** The file of the certificate that tokens must be signed with. */
  rootcertbundle: string
}

/** What the registry is to be. */
export interface RegistryOptions {
  /** The directory of its images. */
  storage: string
  /** Left out, everybody may push and pull. */
  token?: TokenAuthentication
}

/** A registry that is up. */
export interface Registry {
  /** `127.0.0.1:<port>` */
  host: string
  /** Ends it; harmless when it has ended. */
  close(): Promise<void>
}

/** Starts Debian's `docker-registry` on a free port of 127.0.0.1; it ends with the test. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const config = writeConfig(options)
  const child = spawn('docker-registry', ['serve', config], {
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const close = async () => {
    child.kill('SIGTERM')
    await ended
  }
  atEnd(close)
  let log = ''
  const host = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text
        const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(log) ?? []
        if (address !== undefined) resolve(address)
      })
    }
    child.on('error', reject)
    child.on('close', () => reject(new Error(`docker-registry ended:\n${log}`)))
  })
  return { host, close }
}

/** The registry reads YAML, of which JSON is a part. */
function writeConfig({ storage, token }: RegistryOptions): string {
  mkdirSync(storage, { recursive: true })
  const file = join(temporaryDirectory(), 'registry.yml')
  const config = {
    version: 0.1,
    log: { level: 'info', formatter: 'text' },
    storage: { filesystem: { rootdirectory: storage } },
    // The port that it gets is in its log.
    http: { addr: '127.0.0.1:0', secret: 'for tests' },
    ...(token === undefined ? {} : { auth: { token } }),
  }
  writeFileSync(file, JSON.stringify(config))
  return file
}
