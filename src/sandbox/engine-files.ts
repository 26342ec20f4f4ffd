import { mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { shellWord } from '../shell.ts'

/** Where the engines find what they need in the sandbox. */
export interface EngineSurroundings {
  directory: string
  /** The `host:port` of the registry, which has no TLS. */
  registry: string
  /** `PATH` outside. */
  path: string
  /** The programs of skopeo and buildah by their names, as far as they are there; none on Windows. */
  programs: ReadonlyMap<string, string>
}

/**
 * Writes config files for the engines and returns the variables that lead there: logins that are made while practicing go
 * with the directory. podman learns that the registry has no TLS by a variable, skopeo and buildah have only an option for it
 * (containers-registries.conf(5)) and get a script of their name; docker takes it for granted on loopback.
 */
export async function writeEngineFiles(surroundings: EngineSurroundings): Promise<Record<string, string>> {
  const { directory, registry, path, programs } = surroundings
  const place = (name: string) => join(directory, name)
  await mkdir(place('docker'), { mode: 0o700 })
  // With no entry at all docker may choose a keychain by itself, which would outlast the practice.
  await write(join(place('docker'), 'config.json'), '{"auths":{"registry.invalid":{}}}\n')
  await write(place('registries.conf'), `[[registry]]\nlocation = "${registry}"\ninsecure = true\n`)
  await mkdir(place('bin'), { mode: 0o700 })
  for (const [name, program] of programs) {
    const words = [program, '--registries-conf', place('registries.conf')].map(shellWord)
    await write(join(place('bin'), name), `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, 0o700)
  }
  return {
    DOCKER_CONFIG: place('docker'),
    REGISTRY_AUTH_FILE: place('auth.json'),
    HELM_REGISTRY_CONFIG: place('helm.json'),
    CONTAINERS_REGISTRIES_CONF: place('registries.conf'),
    ...(programs.size === 0 ? {} : { PATH: `${place('bin')}${delimiter}${path}` }),
  }
}

function write(file: string, text: string, mode = 0o600): Promise<void> {
  return writeFile(file, text, { mode })
}
