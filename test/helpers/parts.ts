import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, it } from 'vitest'

/** Real programs that tests use, and the Debian package of each. */
const PACKAGES = {
  buildah: 'buildah',
  'dbus-run-session': 'dbus',
  docker: 'docker.io',
  dockerd: 'docker.io',
  'docker-credential-pass': 'golang-docker-credential-helpers',
  'docker-credential-secretservice': 'golang-docker-credential-helpers',
  'docker-registry': 'docker-registry',
  'gnome-keyring-daemon': 'gnome-keyring',
  gdbus: 'libglib2.0-bin',
  gpg: 'gnupg',
  jq: 'jq',
  kubectl: 'kubernetes-client',
  openssl: 'openssl',
  pass: 'pass',
  podman: 'podman',
  setpriv: 'util-linux',
  skopeo: 'skopeo',
  strace: 'strace',
  tmux: 'tmux',
  unshare: 'util-linux',
} as const

/** The name of a real part. */
export type Part = keyof typeof PACKAGES

/** The absolute path of a program on PATH, or undefined. */
export function findProgram(name: string): string | undefined {
  const directories = (process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== '')
  return directories.map((directory) => join(directory, name)).find(isExecutable)
}

/**
 * A group of tests that needs real parts. Where one is missing the group is skipped, and it is said how to get it;
 * with `CI` set it fails instead.
 */
export function describeWith(parts: readonly Part[], title: string, tests: () => void): void {
  const missing = parts.filter((part) => findProgram(part) === undefined)
  if (missing.length === 0) {
    describe(title, tests)
    return
  }
  const advice = `needs ${missing.join(', ')}: apt-get install ${missing.map((part) => PACKAGES[part]).join(' ')}`
  if (process.env.CI) {
    describe(title, () =>
      it('has the programs it needs', () => {
        throw new Error(`${title} ${advice}`)
      }),
    )
    return
  }
  process.stderr.write(`skipped: ${title} ${advice}\n`)
  describe.skip(`${title} (${advice})`, tests)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
