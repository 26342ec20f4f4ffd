import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type DgshOptions, runDgsh } from './dgsh.ts'
import { findProgram } from './parts.ts'
import { type ProgramResult, runProgram } from './run-program.ts'
import { temporaryDirectory } from './temporary.ts'

/** A number that no user of a machine has. */
export const UID = 64_321

/** A machine in which engines look for their logins: who the user is, and what the environment says. */
export interface WorldSetup {
  /** `root`; `svc`, who has an account and the home directory /home/svc; or `nobody-knows`, who has neither. */
  user: 'root' | 'svc' | 'nobody-knows'
  env?: Readonly<Record<string, string>>
  /** Files by their paths, which belong to the user. */
  files?: Readonly<Record<string, string>>
  /** Directories by their paths, with their owners: the user, or root. */
  directories?: Readonly<Record<string, 'user' | 'root'>>
  /** Programs in place of the real ones, as shell scripts; `REAL` stands for the directory of those. */
  programs?: Readonly<Record<string, string>>
  /** Links in PATH, by their names: what they lead to. */
  links?: Readonly<Record<string, string>>
}

/** Such a machine, made of mounts that no other program sees. */
export interface World {
  /** Runs dgsh in it, with what is added to the environment. */
  dgsh(args: readonly string[], options?: Pick<DgshOptions, 'env' | 'input'>): Promise<ProgramResult>
  /** Runs a program of it. */
  run(argv: readonly string[]): Promise<ProgramResult>
  /** The text of a file of it; undefined when it is not there. */
  read(path: string): string | undefined
}

/** What is mounted over the machine's own, each from a directory of the world. /tmp comes last: the world itself is below it. */
const MOUNTS = ['root', 'home', 'run', 'var/tmp', 'mnt', 'tmp'] as const

/** What runs the tests may be below one of these: it is mounted where it was. */
const HIDDEN = [dirname(process.execPath), fileURLToPath(new URL('../..', import.meta.url))].filter((path) =>
  MOUNTS.some((mount) => path.startsWith(`/${mount}/`)),
)

/** What may be on PATH: no credential helper, which docker would pick by itself. */
const PROGRAMS = [
  'docker',
  'podman',
  'skopeo',
  'buildah',
  'sh',
  'cat',
  'env',
  'getent',
  'newuidmap',
  'newgidmap',
]

/**
 * Makes a world; the directory that it is made of goes with the test. The test has to run as root; one of several that run at
 * once brings a directory that goes with itself.
 */
export function loginWorld(
  { user, env = {}, files = {}, directories = {}, programs = {}, links = {} }: WorldSetup,
  base = temporaryDirectory(),
): World {
  chmodSync(base, 0o755)
  const uid = user === 'root' ? 0 : UID
  const at = (path: string) => join(base, path)
  const makeDirectory = (path: string, owner: number) => {
    mkdirSync(at(path), { recursive: true, mode: 0o755 })
    chownSync(at(path), owner, owner)
  }
  for (const mount of MOUNTS) makeDirectory(mount, 0)
  for (const open of ['tmp', 'var/tmp', 'mnt/cwd']) {
    makeDirectory(open, 0)
    chmodSync(at(open), 0o1777)
  }
  makeDirectory('home/svc', UID)
  for (const [path, owner] of Object.entries(directories)) {
    makeDirectory(path, owner === 'user' ? uid : 0)
    chmodSync(at(path), 0o700)
  }
  for (const [path, text] of Object.entries(files)) {
    makeDirectory(dirname(path), uid)
    writeFileSync(at(path), text, { mode: 0o600 })
    chownSync(at(path), uid, uid)
  }
  addPrograms(at, programs, links)
  const account = `svc:x:${UID}:${UID}::/home/svc:/bin/sh\n`
  writeFileSync(at('passwd'), readFileSync('/etc/passwd', 'utf8') + (user === 'nobody-knows' ? '' : account))
  writeFileSync(at('group'), `${readFileSync('/etc/group', 'utf8')}svc:x:${UID}:\n`)
  for (const path of HIDDEN) mkdirSync(at(path), { recursive: true })
  const wrapper = ['unshare', '--mount', 'sh', '-c', script(uid), base]
  const own = {
    PATH:
      Object.keys(links).length > 0 || Object.keys(programs).length > 0 ? '/mnt/first:/mnt/bin' : '/mnt/bin',
    ...env,
  }
  return {
    dgsh: (args, options) => {
      const home = { path: '', dockerConfig: '', authFile: '', env: { PATH: process.env.PATH ?? '' } }
      const vars = Object.entries({ ...own, ...options?.env }).map(([name, value]) => `${name}=${value}`)
      return runDgsh(args, { home, input: options?.input, wrapper: [...wrapper, 'env', '-i', ...vars] })
    },
    run: (argv) => {
      const vars = Object.entries(own).map(([name, value]) => `${name}=${value}`)
      return runProgram([...wrapper, 'env', '-i', ...vars, ...argv], {
        env: { PATH: process.env.PATH ?? '' },
      })
    },
    read: (path) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : undefined),
  }
}

function addPrograms(
  at: (path: string) => string,
  programs: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>>,
): void {
  for (const directory of ['mnt/bin', 'mnt/first']) mkdirSync(at(directory), { recursive: true })
  for (const name of PROGRAMS) {
    const real = findProgram(name)
    if (real !== undefined) symlinkSync(real, at(`mnt/bin/${name}`))
  }
  for (const [name, text] of Object.entries(programs)) {
    const file = at(name.startsWith('/') ? name : `mnt/first/${name}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `#!/bin/sh\n${text}\n`)
    chmodSync(file, 0o755)
  }
  for (const [name, target] of Object.entries(links)) symlinkSync(target, at(`mnt/first/${name}`))
}

/** The shell's `$0` is the directory of the world, and `$@` what is run. */
function script(uid: number): string {
  const mounts = MOUNTS.map((name) => `mount --bind "$0/${name}" /${name}`)
  const become = uid === 0 ? '' : `setpriv --reuid ${uid} --regid ${uid} --clear-groups `
  return [
    ...HIDDEN.map((path, index) => `exec ${index + 5}<"${path}"`),
    ...['passwd', 'group'].map((name) => `mount --bind "$0/${name}" /etc/${name}`),
    ...mounts,
    // As it is: resolved to a path, it would be the directory that now hides it.
    ...HIDDEN.map((path, index) => `mount --no-canonicalize --bind /proc/self/fd/${index + 5} "${path}"`),
    'cd /mnt/cwd',
    `exec ${become}"$@"`,
  ].join(' && ')
}
