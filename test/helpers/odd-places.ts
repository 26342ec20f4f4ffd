import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { withoutRootsPower } from './dgsh.ts'
import { findProgram } from './parts.ts'
import { temporaryDirectory } from './temporary.ts'

/** A place that dgsh may be run in, unusual but possible. */
export interface OddPlace {
  /** Changes a tidy home, which is absolute. */
  spoil?: (home: string) => void
  /** Added to the environment; undefined takes a variable away. */
  env?: (home: string) => Record<string, string | undefined>
  /** A program with arguments that is to run dgsh. */
  wrapper?: (home: string) => string[]
  /** A shell line in which "$@" is dgsh. */
  shell?: string
  /** The home is this user's, who runs dgsh; for root only. */
  uid?: number
  /** The commands that end with another exit code than in a tidy home, by that; what could not be done is said in one sentence. */
  fails?: Readonly<Record<number, readonly string[]>>
}

/** Write to standard output. */
const PRINTING = [
  ...['auth status', 'projects list', 'creds list', 'creds show', 'creds create', 'creds rotate'],
  ...['creds history', 'verify', 'where', 'doctor', 'images list', 'images tags'],
  ...[
    'config list',
    'config get',
    'config path',
    'profiles list',
    'export k8s',
    'export k3s',
    'helper status',
  ],
]

/** Write config.json. */
const CONFIG = ['projects use', 'config set', 'config unset', 'profiles use', 'profiles remove']

/** Write the store, or the config beside it; without a config no store is chosen, and dgsh may not ask for one. */
const WRITING = ['auth login', ...CONFIG]
const CREATING = ['creds create', 'creds rotate']

/** Has a directory for temporary files. A login that is lent is in memory. */
const TEMPORARY = ['sandbox']

const LOGINS = ['login', 'creds login', 'logout']

const NOWHERE = { 1: [...WRITING, 'config path'], 2: CREATING }
const UNKNOWN = { 1: [...LOGINS, 'creds delete', 'helper uninstall'], 7: ['doctor'] }

/** Take what is stored, and take the secret from standard input. */
const STORED = ['creds secret', 'creds forget']
const EXPORTING = ['export k8s', 'export docker-config', 'export k3s']

/** Read what docker-credential-dgsh has, or lend a login. */
const HELPING = ['exec', 'helper status', 'helper uninstall']

/** All that read the settings. */
const READING = [
  ...STORED,
  ...EXPORTING,
  ...HELPING,
  ...[
    'auth status',
    'auth logout',
    'projects list',
    'creds list',
    'creds show',
    'creds delete',
    'creds audit',
  ],
  ...[
    'creds history',
    'verify',
    'where',
    'doctor',
    'images list',
    'images tags',
    'config list',
    'config get',
    'profiles list',
  ],
]

/** A number that no account has. */
const NOBODY = 12345

/** Runs dgsh with mounts of its own. */
function isolated(...mount: string[]): string[] {
  const [program = '', ...args] = [findProgram('mount') ?? 'mount', ...mount]
  const script = `${[program, ...args].join(' ')} || exit 99; exec "$@"`
  return [findProgram('unshare') ?? 'unshare', '--mount', '/bin/sh', '-c', script, 'sh']
}

/** The home is that of this user's account, which is nobody's to change. */
const atAccount = (home: string) => isolated('--bind', home, userInfo().homedir)
const without = (...names: string[]) => {
  const taken = Object.fromEntries(names.map((name) => [name, undefined]))
  return () => taken
}
const replace = (path: string, make: () => void) => {
  rmSync(path, { recursive: true, force: true })
  make()
}
const loop = (path: string) => replace(path, () => symlinkSync(path, path))

/** The places by what is odd about them. */
export const ODD_PLACES: Readonly<Record<string, OddPlace>> = {
  'HOME is not set': { env: without('HOME'), wrapper: atAccount },
  'HOME is empty': { env: () => ({ HOME: '' }), fails: NOWHERE },
  'no variable is set': {
    wrapper: atAccount,
    env: without('HOME', 'TMPDIR', 'PATH', 'DOCKER_CONFIG', 'REGISTRY_AUTH_FILE'),
    fails: { 1: [...LOGINS, 'images mirror', 'helper uninstall'] },
  },
  'the user has no account': { uid: NOBODY },
  'the user has no account, and HOME is not set': {
    uid: NOBODY,
    env: without('HOME'),
    fails: NOWHERE,
  },
  'HOME is a file': {
    env: (home) => ({ HOME: join(home, 'file') }),
    fails: { 1: WRITING, 2: CREATING },
  },
  'HOME is relative': { env: () => ({ HOME: 'home' }), fails: NOWHERE },
  'HOME is /proc': { env: () => ({ HOME: '/proc' }), fails: { 1: WRITING, 2: CREATING } },
  'HOME does not exist': { env: (home) => ({ HOME: join(home, 'not', 'there') }), fails: { 2: CREATING } },
  'the home is read-only': {
    spoil: (home) => void execFileSync('chmod', ['-R', 'a-w', home]),
    wrapper: withoutRootsPower,
    env: () => ({ DOCKER_CONFIG: undefined, REGISTRY_AUTH_FILE: undefined }),
    fails: { 1: [...WRITING, ...CREATING, ...TEMPORARY] },
  },
  'the home may not be entered': {
    spoil: (home) => chmodSync(home, 0),
    wrapper: withoutRootsPower,
    fails: { 1: [...READING, ...WRITING, ...CREATING, ...LOGINS, ...TEMPORARY, 'images mirror'] },
  },
  'the disk is full': {
    wrapper: (home) => isolated('-t', 'tmpfs', '-o', 'size=4k,mode=700', 'tmpfs', join(home, '.local')),
    fails: { 1: ['auth login', ...CREATING] },
  },
  'there is no /proc': { wrapper: () => isolated('-t', 'tmpfs', 'tmpfs', '/proc') },
  'the working directory is gone': {
    shell: '/bin/mkdir "$HOME/gone" && cd "$HOME/gone" && /bin/rmdir "$HOME/gone" && exec "$@"',
    // Their files and programs may be anywhere.
    fails: { 1: ['creds create', 'exec', 'export docker-config', 'sandbox'] },
  },
  'TMPDIR is gone': { env: (home) => ({ TMPDIR: join(home, 'not-there') }), fails: { 1: TEMPORARY } },
  'TMPDIR is a file': { env: (home) => ({ TMPDIR: join(home, 'file') }), fails: { 1: TEMPORARY } },
  "docker's directory belongs to root": {
    uid: NOBODY,
    env: without('DOCKER_CONFIG'),
    fails: UNKNOWN,
    spoil: (home) => replace(join(home, '.docker'), () => mkdirSync(join(home, '.docker'), { mode: 0o700 })),
  },
  "docker's file is a link to itself": {
    spoil: (home) => loop(join(home, '.docker', 'config.json')),
    fails: UNKNOWN,
  },
  "podman's file is a link to itself": {
    spoil: (home) => loop(join(home, 'auth.json')),
    fails: { 1: ['creds delete'], 7: ['doctor'] },
  },
  'DOCKER_CONFIG names the file': {
    env: (home) => ({ DOCKER_CONFIG: join(home, '.docker', 'config.json') }),
    fails: { 1: [...LOGINS, 'helper uninstall'], 7: ['doctor'] },
  },
  'DOCKER_CONFIG names a loop': {
    spoil: (home) => loop(join(home, 'loop')),
    env: (home) => ({ DOCKER_CONFIG: join(home, 'loop') }),
    fails: UNKNOWN,
  },
  'the config directory is a loop': {
    spoil: (home) => loop(join(home, '.config', 'dgsh')),
    fails: { 1: [...READING, ...WRITING, ...CREATING, ...LOGINS, 'images mirror'] },
  },
  'the state directory is a loop': {
    spoil: (home) => loop(join(home, '.local', 'state', 'dgsh')),
    fails: {
      1: [
        'auth login',
        'auth logout',
        'profiles remove',
        ...CREATING,
        'creds delete',
        'creds history',
        'creds audit',
        ...STORED,
        ...HELPING,
      ],
      7: ['doctor'],
    },
  },
  'the config directory is a file': {
    env: (home) => ({ DGSH_CONFIG_DIR: join(home, 'file') }),
    fails: { 1: WRITING, 2: CREATING },
  },
  'the state directory is a file': {
    env: (home) => ({ DGSH_STATE_DIR: join(home, 'file') }),
    fails: { 1: ['auth login', ...CREATING] },
  },
  'standard input is closed': {
    shell: 'exec "$@" <&-',
    fails: {
      2: [
        'auth login',
        'login',
        'creds login',
        'verify',
        'images list',
        'images tags',
        'images mirror',
        ...EXPORTING,
      ],
    },
  },
  'standard error is closed': { shell: 'exec "$@" 2>&-' },
  'standard output is full': {
    shell: 'exec "$@" >/dev/full',
    fails: { 1: PRINTING },
  },
}

/** A tidy home: the file store is chosen, docker and podman hold nothing; with programs that agree to all. */
export function tidyHome(): { home: string; env: Record<string, string> } {
  const home = join(temporaryDirectory(), 'home')
  const bin = join(home, 'bin')
  const directories = ['.config/dgsh', '.local/state/dgsh', '.docker', 'bin', 'tmp']
  for (const directory of directories) mkdirSync(join(home, directory), { recursive: true, mode: 0o700 })
  const config = { profiles: { default: { store: 'file' } } }
  writeFileSync(join(home, '.config/dgsh/config.json'), JSON.stringify(config), { mode: 0o600 })
  writeFileSync(join(home, '.docker/config.json'), '{"auths":{"registry.invalid":{}}}', { mode: 0o600 })
  writeFileSync(join(home, 'file'), '')
  for (const name of ['docker', 'podman', 'skopeo', 'kubectl'])
    writeFileSync(join(bin, name), '#!/bin/sh\n/bin/cat >/dev/null\necho "$0 9.9.9"\n', { mode: 0o755 })
  const env = {
    PATH: bin,
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    DOCKER_CONFIG: join(home, '.docker'),
    REGISTRY_AUTH_FILE: join(home, 'auth.json'),
  }
  return { home, env }
}

/** The argv that runs dgsh as a user without an account. */
export function asUser(uid: number): string[] {
  return [findProgram('setpriv') ?? 'setpriv', `--reuid=${uid}`, '--regid=0', '--clear-groups']
}
