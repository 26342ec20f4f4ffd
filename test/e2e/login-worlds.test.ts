import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { type Account, createAccount } from '../helpers/account.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { expectError } from '../helpers/expect-error.ts'
import { loginWorld, UID, type World, type WorldSetup } from '../helpers/login-world.ts'
import { describeWith } from '../helpers/parts.ts'
import { idOfAccount } from '../helpers/where.ts'

type Engine = Exclude<EngineName, 'helm'>

const ENGINES: readonly Engine[] = ['docker', 'podman', 'skopeo', 'buildah']

interface Row extends WorldSetup {
  /** The engines that cannot log in there whoever calls them. */
  cannot?: readonly Engine[]
  engines?: readonly Engine[]
}

const ROOT = { HOME: '/root' }
const SVC = { HOME: '/home/svc' }
const SESSION = `/run/user/${UID}`
const RUNTIME = { XDG_RUNTIME_DIR: SESSION }
const IN_SESSION = { directories: { [SESSION]: 'user' as const } }
const SNAP = '/root/snap/docker/2963'

const WORLDS: Readonly<Record<string, Row>> = {
  'root, as in a shell': { user: 'root', env: ROOT },
  'a user in a session': { user: 'svc', env: { ...SVC, ...RUNTIME }, ...IN_SESSION },
  'root without HOME, as in a service': { user: 'root' },
  'a user without HOME, as in a service': { user: 'svc', cannot: ['skopeo'] },
  'root with an empty HOME': { user: 'root', env: { HOME: '' } },
  'a user with an empty HOME': { user: 'svc', env: { HOME: '' }, cannot: ['skopeo'] },
  'a user without HOME in a session': { user: 'svc', env: RUNTIME, ...IN_SESSION },
  'a user without XDG_RUNTIME_DIR, as under su': { user: 'svc', env: SVC, cannot: ['skopeo'] },
  'a user with an empty XDG_RUNTIME_DIR': {
    ...{ user: 'svc', env: { ...SVC, XDG_RUNTIME_DIR: '' }, cannot: ['skopeo'] },
  },
  'a user without XDG_RUNTIME_DIR who has a session': {
    user: 'svc',
    env: SVC,
    ...IN_SESSION,
    cannot: ['skopeo'],
  },
  'a user without XDG_RUNTIME_DIR, with TMPDIR': {
    ...{
      user: 'svc',
      env: { ...SVC, TMPDIR: '/mnt/tmp' },
      directories: { '/mnt/tmp': 'user' },
      cannot: ['skopeo'],
    },
  },
  "a user without XDG_RUNTIME_DIR, with root's directory in the place of his own": {
    ...{
      user: 'svc',
      env: SVC,
      directories: { [`/tmp/podman-run-${UID}`]: 'root' },
      cannot: ['podman', 'skopeo', 'buildah'],
    },
  },
  'root with XDG_RUNTIME_DIR': { user: 'root', env: { ...ROOT, ...RUNTIME }, ...IN_SESSION },
  DOCKER_CONFIG: { user: 'root', env: { ...ROOT, DOCKER_CONFIG: '/mnt/docker' } },
  'a relative DOCKER_CONFIG': { user: 'root', env: { ...ROOT, DOCKER_CONFIG: 'docker' } },
  'DOCKER_CONFIG of a user without anything else': {
    user: 'svc',
    env: { DOCKER_CONFIG: '/home/svc/docker' },
  },
  REGISTRY_AUTH_FILE: { user: 'root', env: { ...ROOT, REGISTRY_AUTH_FILE: '/mnt/auth.json' } },
  'a relative REGISTRY_AUTH_FILE': { user: 'root', env: { ...ROOT, REGISTRY_AUTH_FILE: 'auth.json' } },
  'REGISTRY_AUTH_FILE and DOCKER_CONFIG': {
    ...{ user: 'root', env: { ...ROOT, REGISTRY_AUTH_FILE: '/mnt/auth.json', DOCKER_CONFIG: '/mnt/docker' } },
  },
  XDG_CONFIG_HOME: { user: 'root', env: { ...ROOT, XDG_CONFIG_HOME: '/mnt/config' } },
  'a user without an account, with HOME': {
    ...{ user: 'nobody-knows', env: { HOME: '/mnt/home' }, directories: { '/mnt/home': 'user' } },
    cannot: ['skopeo', 'buildah'],
  },
  'a user without an account and without HOME': {
    user: 'nobody-knows',
    cannot: ['podman', 'skopeo', 'buildah'],
  },
  'sudo, with the home directory of root': {
    ...{ user: 'root', env: { ...ROOT, SUDO_USER: 'svc', SUDO_UID: String(UID) } },
  },
  'sudo, with the home directory of the caller': {
    ...{ user: 'root', env: { ...SVC, SUDO_USER: 'svc', SUDO_UID: String(UID) } },
  },
  'docker as a snap': {
    ...{ user: 'root', env: { ...ROOT, PATH: '/mnt/snap/bin:/mnt/bin' }, directories: { [SNAP]: 'user' } },
    programs: { '/mnt/snap/bin/docker': `HOME=${SNAP} exec /mnt/bin/docker "$@"` },
  },
  'docker in a wrapper that has a config of its own': {
    ...{ user: 'root', env: ROOT, directories: { '/mnt/own config': 'user' } },
    programs: { docker: 'DOCKER_CONFIG="/mnt/own config" exec /mnt/bin/docker "$@"' },
  },
  "podman by docker's name, as a script": {
    ...{ user: 'root', env: ROOT, engines: ['docker', 'podman'] },
    programs: { docker: 'echo "Emulate Docker CLI using podman." >&2\nexec /mnt/bin/podman "$@"' },
  },
  "podman by docker's name, as a link": {
    ...{ user: 'root', env: ROOT, engines: ['docker', 'podman'], links: { docker: '/mnt/bin/podman' } },
  },
  "names in docker's config file in another case": {
    ...{ user: 'root', env: ROOT, files: { '/root/.docker/config.json': '{"Auths":{"other.example":{}}}' } },
  },
}

let sandbox: Sandbox
let combinations = 0

beforeAll(async () => {
  sandbox = await startTestSandbox()
})
afterAll(() => {
  process.stdout.write(`login worlds: ${combinations} combinations of engine and world\n`)
})

const isRoot = process.getuid?.() === 0

describeWith(['docker', 'podman', 'skopeo', 'buildah', 'setpriv', 'unshare'], 'a login', () => {
  const rows = Object.entries(WORLDS).flatMap(([name, row]) =>
    (row.engines ?? ENGINES).map((engine): [Engine, string, Row] => [engine, name, row]),
  )
  it.runIf(isRoot).concurrent.for(rows)(
    'of %s is found: %s',
    { timeout: 300_000 },
    async ([engine, , row], { onTestFinished }) => {
      const base = mkdtempSync(join(tmpdir(), 'dgsh-test-'))
      onTestFinished(() => rmSync(base, { recursive: true, force: true }))
      const world = loginWorld(row, base)
      const account = await createAccount(sandbox)
      combinations += 1
      if (row.cannot?.includes(engine) === true) {
        expect((await logIn(engine, account, world)).code).not.toBe(0)
        return
      }
      const loggedIn = await logIn(engine, account, world)
      expect(loggedIn.code, loggedIn.stderr).toBe(0)
      await expectFound(engine, account, world)
      // skopeo and buildah share their files with podman, but for a user without a session.
      const isRotated =
        engine === 'docker' || engine === 'podman' || (engine === 'buildah' && row.user === 'svc')
      await expectKept(engine, account, world, isRotated)
    },
  )
})

/** A credential helper with room for one login, which it keeps beside itself. */
const HELPER = `entry=/mnt/cwd/entry; IFS= read -r line
case $1 in
  store) printf '%s' "$line" >$entry ;;
  erase) : >$entry ;;
  get) [ -s $entry ] && { cat $entry; exit 0; }; echo 'credentials not found in native keychain'; exit 1 ;;
  list)
    [ -s $entry ] || { echo '{}'; exit 0; }
    text=$(cat $entry); server=\${text#*'"ServerURL":"'}; user=\${text#*'"Username":"'}
    echo "{\\"\${server%%'"'*}\\":\\"\${user%%'"'*}\\"}" ;;
esac`
const LOCKED = "echo 'the keyring is locked'; exit 1"
const NEW_DOCKER = '[ "$1" = --version ] && { echo "Docker version 29.0.0, build 0"; exit; }\n'
const DOCKER_FILE = '/root/.docker/config.json'

describeWith(['docker', 'podman', 'unshare'], 'what an engine uses', () => {
  const inStore = { [DOCKER_FILE]: '{"credsStore":"mem"}' }
  const programs = { 'docker-credential-mem': HELPER, 'docker-credential-locked': LOCKED }
  const notLoggedIn = (engine: string) => ({
    code: 'not_logged_in' as const,
    message: `${engine} has no login for ${sandbox.registry}`,
    hint: `dgsh login --engine ${engine}`,
  })

  it.runIf(isRoot)("is for podman nothing that a store of docker's keeps", async () => {
    const [world, account] = [
      loginWorld({ user: 'root', env: ROOT, files: inStore, programs }),
      await createAccount(sandbox),
    ]
    expect((await logIn('docker', account, world)).code).toBe(0)
    await expectFound('docker', account, world, false)
    expectError(await dgsh(world, ['verify', '--engine', 'podman']), notLoggedIn('podman'))
  })

  it.runIf(isRoot)('is for docker nothing that is left in its file, when a store is named', async () => {
    const account = await createAccount(sandbox)
    const text = JSON.stringify({ auths: { [sandbox.registry]: entryOf(account) }, credsStore: 'locked' })
    const world = loginWorld({ user: 'root', env: ROOT, files: { [DOCKER_FILE]: text }, programs })
    const message = /docker asks docker-credential-locked, named in .*: it says: the keyring is locked/
    expectError(await dgsh(world, ['verify', '--engine', 'docker']), { code: 'engine_failed', message })
    await expectFound('podman', account, world, false)
  })

  it.runIf(isRoot)('is what podman has in the file of DOCKER_CONFIG, which no rotation empties', async () => {
    const account = await createAccount(sandbox)
    const text = JSON.stringify({ auths: { [sandbox.registry]: entryOf(account) }, credsStore: 'mem' })
    const env = { ...ROOT, DOCKER_CONFIG: '/root/.docker' }
    const world = loginWorld({ user: 'root', env, files: { [DOCKER_FILE]: text }, programs })
    await expectFound('podman', account, world, false)
    const refused = await dgsh(world, ['creds', 'rotate', idOfAccount(account), '--yes'])
    expectError(refused, {
      code: 'failed',
      message: /is used by .*config.json.*, where dgsh cannot replace it/,
    })
    await expectFound('podman', account, world, false)
  })

  it.runIf(isRoot)('is for podman what a helper of registries.conf keeps', async () => {
    const files = {
      '/root/.config/containers/registries.conf':
        '# of a test\ncredential-helpers = ["mem", "containers-auth.json"]\n',
    }
    const [world, account] = [
      loginWorld({ user: 'root', env: ROOT, files, programs }),
      await createAccount(sandbox),
    ]
    expect((await logIn('podman', account, world)).code).toBe(0)
    const id = idOfAccount(account)
    const verified = await dgsh(world, ['verify', '--engine', 'podman', '-q'])
    expect(verified, verified.stderr).toMatchObject({ code: 0, stdout: `${id}\n` })
    const deleted = await dgsh(world, ['creds', 'delete', id, '--yes'])
    expectError(deleted, {
      code: 'failed',
      message: /is used by podman \(docker-credential-mem, named in /,
    })
  })

  it.runIf(isRoot)('is also what podman keeps when there is no session, as for a job of cron', async () => {
    const account = await createAccount(sandbox)
    const directory = `/tmp/podman-run-${UID}`
    const world = loginWorld({
      ...{
        user: 'svc',
        env: { ...SVC, ...RUNTIME },
        directories: { [SESSION]: 'user', [directory]: 'user' },
      },
      files: {
        [`${directory}/containers/auth.json`]: JSON.stringify({
          auths: { [sandbox.registry]: entryOf(account) },
        }),
      },
    })
    const where = await dgsh(world, [
      'where',
      '-o',
      'tsv',
      '--columns',
      'credential,kind,deliverable',
      '--no-header',
    ])
    expect(where.stdout).toBe(`${idOfAccount(account)}\tpodman\tno\n`)
    const deleted = await dgsh(world, ['creds', 'delete', idOfAccount(account), '--yes'])
    expectError(deleted, { code: 'failed', message: /is used by podman/, hint: / --yes --force$/m })
    expectError(await dgsh(world, ['verify', '--engine', 'podman']), notLoggedIn('podman'))
  })

  it.runIf(isRoot)(
    'is not known where a wrapper of docker does not say, and nothing is deleted then',
    async () => {
      const docker = '[ "$1" = --help ] && exit 1\nHOME=/mnt/elsewhere exec /mnt/bin/docker "$@"'
      const directories = { '/mnt/elsewhere': 'user' as const }
      const world = loginWorld({ user: 'root', env: ROOT, directories, programs: { docker } })
      const account = await createAccount(sandbox)
      expect((await logIn('docker', account, world)).code).toBe(0)
      const message = /it is not known where docker keeps its logins: .*docker is a wrapper/
      expectError(await dgsh(world, ['verify', '--engine', 'docker']), { code: 'engine_failed', message })
      expect((await dgsh(world, ['where'])).stderr).toMatch(message)
      const deleted = await dgsh(world, ['creds', 'delete', idOfAccount(account), '--yes'])
      expectError(deleted, { code: 'failed', message })
    },
  )

  it.runIf(isRoot)('is for a new docker what DOCKER_AUTH_CONFIG says', async () => {
    const [ofFile, ofVariable] = [await createAccount(sandbox), await createAccount(sandbox)]
    const [id, other] = [idOfAccount(ofVariable), idOfAccount(ofFile)]
    const env = {
      ...ROOT,
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [sandbox.registry]: entryOf(ofVariable) } }),
    }
    const docker = `${NEW_DOCKER}exec /mnt/bin/docker "$@"`
    const world = loginWorld({ user: 'root', env, programs: { docker } })
    const loggedIn = await logIn('docker', ofFile, world)
    expect(loggedIn.stderr).toContain(
      `! DOCKER_AUTH_CONFIG has the login of ${ofVariable.username} for ${sandbox.registry}, and docker uses that`,
    )
    const verified = await dgsh(world, ['verify', '--engine', 'docker', '-q'])
    expect(verified, verified.stderr).toMatchObject({ code: 0, stdout: `${id}\n` })
    const where = await dgsh(world, [
      'where',
      '-o',
      'tsv',
      '--columns',
      'credential,kind,place',
      '--no-header',
    ])
    expect(where.stdout).toBe(`${id}\tdocker\tDOCKER_AUTH_CONFIG\n${other}\tdocker\t~/.docker/config.json\n`)
    for (const one of [id, other]) expect((await dgsh(world, ['creds', 'delete', one, '--yes'])).code).toBe(1)
    expectError(await dgsh(world, ['creds', 'rotate', id, '--yes']), {
      code: 'failed',
      message: /\(.*\) is used by docker \(DOCKER_AUTH_CONFIG\), where dgsh cannot replace it/,
    })
    // podman knows nothing of the variable, and reads docker's file.
    expect((await dgsh(world, ['verify', '--engine', 'podman', '-q'])).stdout).toBe(`${other}\n`)
    // An older docker does not know it either.
    const old = loginWorld({ user: 'root', env })
    expectError(await dgsh(old, ['verify', '--engine', 'docker']), notLoggedIn('docker'))
  })
})

function entryOf({ username, secret }: Account): { auth: string } {
  return { auth: Buffer.from(`${username}:${secret}`).toString('base64') }
}

function dgsh(world: World, args: readonly string[], input?: string) {
  const { environment } = sandbox
  const state = { DGSH_STATE_DIR: '/mnt/cwd/state', DGSH_CONFIG_DIR: '/mnt/cwd/config' }
  return world.dgsh(args, { env: { ...environment, ...state }, input })
}

function logIn(engine: Engine, account: Account, world: World) {
  return dgsh(
    world,
    ['login', idOfAccount(account), '--secret-stdin', '--engine', engine, '--tls-verify=false'],
    account.secret,
  )
}

async function expectFound(engine: Engine, account: Account, world: World, inFile = true): Promise<void> {
  const id = idOfAccount(account)
  const verified = await dgsh(world, ['verify', '--engine', engine, '-q'])
  expect(verified, verified.stderr).toMatchObject({ code: 0, stdout: `${id}\n` })
  const where = await dgsh(world, ['where', id, '-o', 'json'])
  const [copy] = JSON.parse(where.stdout)
  expect(copy, where.stderr).toMatchObject({ id })
  if (inFile) expect(world.read(copy.file), copy.file).toContain(sandbox.registry)
  const doctor = await dgsh(world, ['doctor', '-o', 'json'])
  const logins = JSON.parse(doctor.stdout).checks.filter(({ name }: { name: string }) => name === 'logins')
  const found = { status: 'pass', message: expect.stringContaining(account.username) }
  expect(logins).toContainEqual(expect.objectContaining(found))
}

/** Neither a rotation nor a deletion leaves the engine with a dead login. */
async function expectKept(engine: Engine, account: Account, world: World, isRotated: boolean): Promise<void> {
  const used = isRotated ? await rotate(engine, idOfAccount(account), world) : idOfAccount(account)
  const deleted = await dgsh(world, ['creds', 'delete', used, '--yes'])
  expectError(deleted, { code: 'failed', message: `(${used.slice(0, 8)}) is used by ` })
  const verified = await dgsh(world, ['verify', '--engine', engine, '-q'])
  expect(verified, verified.stderr).toMatchObject({ code: 0, stdout: `${used}\n` })
}

/** Rotates a credential, and gives the id of the one that the engine has then. */
async function rotate(engine: Engine, id: string, world: World): Promise<string> {
  await dgsh(world, ['config', 'set', 'store', 'file'])
  const rotated = await dgsh(world, ['creds', 'rotate', id, '--yes', '-o', 'json'])
  expect(rotated.code, rotated.stderr).toBe(0)
  const verified = await dgsh(world, ['verify', '--engine', engine, '-q'])
  expect(verified.code, verified.stderr).toBe(0)
  expect(verified.stdout).not.toBe(`${id}\n`)
  return verified.stdout.trim()
}
