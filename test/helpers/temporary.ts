import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atEnd } from './cleanup.ts'

/** A home directory of nobody, with all that dgsh and the engines write kept below it. */
export interface TemporaryHome {
  path: string
  /** The directory of docker's `config.json`. */
  dockerConfig: string
  /** The file of podman, skopeo and buildah; missing at first. */
  authFile: string
  /** The whole environment for a program that is to use this home: nothing of the developer's but PATH. */
  env: Record<string, string>
}

/** A fresh directory with mode 0700; it goes with the test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'dgsh-test-'))
  atEnd(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A fresh home; it goes with the test. */
export function temporaryHome(): TemporaryHome {
  const path = temporaryDirectory()
  const dockerConfig = join(path, '.docker')
  const authFile = join(path, 'auth.json')
  writeDockerConfig(dockerConfig, {})
  return {
    path,
    dockerConfig,
    authFile,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: path,
      TMPDIR: makeDirectory(join(path, 'tmp')),
      DOCKER_CONFIG: dockerConfig,
      // Without it podman and friends write to /run/containers when they run as root.
      REGISTRY_AUTH_FILE: authFile,
      CONTAINERS_STORAGE_CONF: writeStorageConfig(path),
    },
  }
}

/** Writes docker's config file. One entry in `auths` keeps docker from choosing a credential store by itself. */
export function writeDockerConfig(directory: string, config: Record<string, unknown>): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const content = { auths: { 'registry.invalid': {} }, ...config }
  writeFileSync(join(directory, 'config.json'), JSON.stringify(content), { mode: 0o600 })
}

/** Writes dgsh's config file with a store chosen, whether that works or not. */
export function chooseStore({ path }: TemporaryHome, store: string): void {
  const directory = makeDirectory(join(path, '.config', 'dgsh'))
  const config = JSON.stringify({ profiles: { default: { store } } })
  writeFileSync(join(directory, 'config.json'), config, { mode: 0o600 })
}

/** Keeps podman and buildah away from the machine's own storage, also where no option can. */
function writeStorageConfig(home: string): string {
  const file = join(home, 'storage.conf')
  const [graphRoot, runRoot] = [join(home, 'storage'), join(home, 'run')]
  writeFileSync(file, `[storage]\ndriver = "vfs"\ngraphroot = "${graphRoot}"\nrunroot = "${runRoot}"\n`)
  const policy = makeDirectory(join(home, '.config', 'containers'))
  writeFileSync(join(policy, 'policy.json'), '{"default":[{"type":"insecureAcceptAnything"}]}')
  return file
}

function makeDirectory(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}
