import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FixName } from '../../../src/app/fix.ts'
import { loginEntry } from '../doctor.ts'
import { temporaryHome } from '../temporary.ts'
import type { FixRow } from './row.ts'
import type { FixWorld } from './world.ts'

const OTHER_PROJECT = '00000000-0000-4000-8000-000000000000'

/** Has dgsh ask for nothing that a test does not type. */
const answer = (fix: string, { keyFile, sandbox }: FixWorld) =>
  fix
    .replace('dgsh auth login', `dgsh auth login --key-stdin < ${keyFile}`)
    .replace('dgsh projects use', `dgsh projects use ${sandbox.projectId}`)

const logIn = (fix: string, { sandbox, secretFile }: FixWorld) =>
  `${fix.replace(/dgsh login(?! [0-9a-f]{8}-)/, `dgsh login ${sandbox.credentialId}`)} --secret-stdin < ${secretFile}`

const setIn =
  (name: string, value: string) =>
  ({ env }: FixWorld) => {
    env[name] = value
  }

/** What a person does by hand, and the lines that are left to run. */
function done(work: () => void, lines = ':'): string {
  work()
  return lines
}

const unsetIn =
  (...names: string[]) =>
  ({ env }: FixWorld) => {
    for (const name of names) env[name] = undefined
  }

/** Fixes that a person carries out on dgsh's own settings, and on programs. */
export const SETTING_ROWS = {
  'log-in-to-deepgram': {
    ...{ finding: 'api-key', fix: /^dgsh auth login$/, carryOut: answer },
    arrange: unsetIn('DEEPGRAM_API_KEY'),
  },
  'unset-and-log-in': {
    ...{ finding: 'api-key', fix: /^unset DEEPGRAM_API_KEY && dgsh auth login$/, carryOut: answer },
    arrange: setIn('DEEPGRAM_API_KEY', 'b'.repeat(40)),
  },
  'other-key-in-command': {
    ...{ finding: 'api-key', fix: /^put a valid key where this reads it: / },
    arrange: async (world) => {
      // A key is sent to the API of its profile only.
      await world.dgsh(['config', 'set', 'api_url', world.sandbox.apiUrl])
      unsetIn('DEEPGRAM_API_KEY', 'DGSH_API_URL')(world)
      writeFileSync(join(world.home.path, 'key'), 'b'.repeat(40))
      await world.dgsh(['config', 'set', 'store', `command:cat ${join(world.home.path, 'key')}`])
    },
    carryOut: (_, { keyFile }) => `cat ${keyFile} > ~/key`,
  },
  'unset-api-url-variable': {
    ...{ finding: 'api-key', fix: /^unset DGSH_API_URL$/ },
    arrange: async ({ dgsh, env, sandbox }) => {
      await dgsh(['config', 'set', 'api_url', sandbox.apiUrl])
      env.DGSH_API_URL = `http://${sandbox.registry}`
    },
  },
  'leave-api-url-out': {
    ...{ finding: 'api-key', fix: /^leave --api-url out$/, arrange: () => {}, carryOut: () => ':' },
    options: ({ sandbox }: FixWorld) => ['--api-url', `http://${sandbox.registry}`],
  },
  'choose-project': {
    ...{ finding: 'project', fix: /^dgsh projects use$/, carryOut: answer },
    arrange: async (world) => {
      unsetIn('DEEPGRAM_PROJECT_ID')(world)
      await world.dgsh(['config', 'set', 'project', OTHER_PROJECT])
    },
  },
  'unset-and-choose-project': {
    ...{ finding: 'project', fix: /^unset DEEPGRAM_PROJECT_ID && dgsh projects use$/, carryOut: answer },
    arrange: setIn('DEEPGRAM_PROJECT_ID', OTHER_PROJECT),
  },
  'leave-project-out': {
    ...{ finding: 'project', fix: /^leave --project out/, arrange: () => {}, carryOut: () => ':' },
    options: () => ['--project', OTHER_PROJECT],
  },
  'choose-file-store': {
    ...{ finding: 'store', fix: /^dgsh config set store file$/ },
    ...{ home: async () => temporaryHome(), arrange: () => {} },
  },
  'choose-helper-store': {
    ...{ finding: 'store', fix: /^dgsh config set store helper:wincred$/, home: async () => temporaryHome() },
    arrange: ({ script }) => script('docker-credential-wincred', HELPER),
  },
  'install-engine': {
    ...{ finding: 'engines', fix: /^install docker or podman/, programs: [], arrange: () => {} },
    carryOut: (_, { link }) => done(() => link('docker')),
  },
  'reinstall-engine': {
    ...{ finding: 'engines', fix: /^install docker again/, programs: [] },
    arrange: ({ script }) => script('docker', 'exit 1'),
    carryOut: (_, { bin, link }) =>
      done(() => {
        rmSync(join(bin, 'docker'))
        link('docker')
      }),
  },
  'without-sudo': {
    ...{ finding: 'sudo', fix: /^run dgsh without sudo/, carryOut: () => 'unset SUDO_USER' },
    arrange: setIn('SUDO_USER', 'ada'),
  },
} satisfies Partial<Record<FixName, FixRow>>

const fileOf = ({ home }: FixWorld) => join(home.dockerConfig, 'config.json')

/** Writes docker's config file as it is given. */
const write = (world: FixWorld, config: unknown) =>
  writeFileSync(fileOf(world), typeof config === 'string' ? config : JSON.stringify(config), { mode: 0o600 })

const plain = ({ sandbox }: FixWorld, key = sandbox.registry) => ({
  [key]: {
    auth: Buffer.from(`deepgram+${sandbox.credentialId}:${sandbox.secret}`).toString('base64'),
  },
})

/** A person edits the file. */
const edit = (world: FixWorld, config: unknown, lines = ':') => done(() => write(world, config), lines)

const inMemory = (world: FixWorld) => {
  const runtime = join(world.home.path, 'runtime')
  mkdirSync(join(runtime, 'containers'), { recursive: true })
  writeFileSync(join(runtime, 'containers', 'auth.json'), JSON.stringify({ auths: plain(world) }))
  world.env.XDG_RUNTIME_DIR = runtime
  world.env.REGISTRY_AUTH_FILE = undefined
}

/** Fixes that a person carries out on engines' files. */
export const LOGIN_ROWS = {
  'separate-login': {
    ...{ finding: 'logins', fix: /^export DOCKER_CONFIG=.* && dgsh login --engine docker$/, carryOut: logIn },
    arrange: (world) => write(world, { auths: { [world.sandbox.registry]: loginEntry('somebody') } }),
  },
  'name-directory': {
    ...{ finding: 'docker-config', fix: /^export DOCKER_CONFIG=~\/\.docker$/ },
    arrange: (world) => {
      world.env.DOCKER_CONFIG = fileOf(world)
    },
  },
  'use-default-context': {
    ...{ finding: 'docker-context', fix: /^docker context use default$/ },
    arrange: (world) => write(world, { currentContext: 'colima' }),
  },
  'unset-context-variable': {
    ...{
      finding: 'docker-context',
      fix: /^unset DOCKER_CONTEXT$/,
      arrange: setIn('DOCKER_CONTEXT', 'colima'),
    },
  },
  'copy-login-file': {
    ...{ finding: 'login-memory', fix: /^mkdir -p .* && cp -p /, programs: ['podman'], arrange: inMemory },
  },
  'log-in-to-kept-file': {
    ...{ finding: 'login-memory', fix: /^REGISTRY_AUTH_FILE=\S+ dgsh login \S+ --engine podman$/ },
    programs: ['podman'],
    carryOut: (fix, world) => `${logIn(fix, world)} --tls-verify=false`,
    arrange: (world) => {
      inMemory(world)
      const kept = join(world.home.path, '.config', 'containers', 'auth.json')
      writeFileSync(kept, JSON.stringify({ auths: { 'ghcr.io': loginEntry('somebody') } }), { mode: 0o600 })
    },
  },
  'restore-link': {
    ...{ finding: 'docker-config', fix: /^mount or make what it leads to/ },
    arrange: (world) => {
      rmSync(fileOf(world))
      symlinkSync(join(world.home.path, 'volume', 'config.json'), fileOf(world))
    },
    carryOut: (_, world) => {
      mkdirSync(join(world.home.path, 'volume'))
      return edit(world, { auths: { 'registry.invalid': {} } })
    },
  },
  'restrict-file': {
    ...{ finding: 'docker-mode', fix: /^chmod 600 \S+$/ },
    arrange: (world) => {
      write(world, { auths: plain(world) })
      chmodSync(fileOf(world), 0o644)
    },
  },
  'own-and-restrict-file': {
    ...{ finding: 'docker-mode', fix: /^sudo chown "\$\(id -u\)" \S+ && chmod 600 \S+$/, needsRoot: true },
    arrange: (world) => {
      write(world, { auths: plain(world) })
      chmodSync(fileOf(world), 0o644)
      chownSync(fileOf(world), 12_345, 12_345)
    },
  },
  'remove-helper': {
    ...{ finding: 'docker-helper', fix: /^install it, or remove credsStore from / },
    arrange: (world) => write(world, { auths: plain(world), credsStore: 'desktop.exe' }),
    carryOut: (_, world) => edit(world, { auths: plain(world) }),
  },
  'install-helper': {
    ...{ finding: 'docker-login', fix: /^dgsh helper install$/ },
    arrange: (world) => write(world, { auths: { 'ghcr.io': loginEntry('somebody'), ...plain(world) } }),
  },
  'link-helper': {
    ...{ finding: 'helper', fix: /^ln -sf \S+ \S+\/docker-credential-dgsh$/ },
    arrange: async (world) => {
      write(world, { auths: plain(world) })
      await world.dgsh(['helper', 'install'])
      rmSync(join(world.bin, 'docker-credential-dgsh'))
    },
  },
  'log-in-by-helper': {
    ...{ finding: 'helper', fix: /^dgsh login --engine docker$/, carryOut: logIn },
    arrange: (world) => world.dgsh(['helper', 'install']),
  },
  'one-key': {
    ...{ finding: 'docker-key', fix: /rename \S+\/deepgram to \S+$/ },
    arrange: (world) => write(world, { auths: plain(world, `${world.sandbox.registry}/deepgram`) }),
    carryOut: (_, world) => edit(world, { auths: plain(world) }),
  },
  'move-ecr-login': {
    ...{ finding: 'docker-helper', fix: /move ecr-login from credsStore to credHelpers$/ },
    arrange: (world) => {
      world.script('docker-credential-ecr-login', 'echo "{}"')
      write(world, { credsStore: 'ecr-login' })
    },
    carryOut: (_, world) =>
      edit(world, { credHelpers: { '1.dkr.ecr.us-east-1.amazonaws.com': 'ecr-login' } }),
  },
  'strip-byte-order-mark': {
    ...{ finding: 'docker-config', fix: /tail -c \+4/ },
    arrange: (world) => write(world, `\ufeff${JSON.stringify({ auths: plain(world) })}`),
  },
  'keep-one-value': {
    ...{ finding: 'docker-config', fix: /keep one of the values of auths/ },
    arrange: (world) =>
      write(world, `{"auths":{"x":{"auth":"YTpi"},"x":{},${JSON.stringify(plain(world)).slice(1)}}`),
    carryOut: (_, world) => edit(world, { auths: plain(world) }),
  },
  'own-file-for-podman': {
    ...{ finding: 'login-files', fix: /^export REGISTRY_AUTH_FILE=\S+ && dgsh login --engine podman$/ },
    programs: ['podman'],
    arrange: (world) => {
      world.env.REGISTRY_AUTH_FILE = undefined
      write(world, { auths: plain(world), psFormat: 'table {{.ID}}', credsStore: 'wincred' })
    },
    carryOut: (fix, world) => `${logIn(fix, world)} --tls-verify=false`,
  },
  'correct-file': {
    ...{ finding: 'docker-config', fix: /move it away: mv / },
    arrange: (world) => write(world, '{"auths":'),
    carryOut: (fix) => fix.replace(/^.*: mv /, 'mv '),
  },
  'move-file-away': {
    ...{ finding: 'docker-config', fix: /^move it away: mv / },
    arrange: (world) => {
      rmSync(fileOf(world))
      mkdirSync(fileOf(world))
    },
    carryOut: (fix) => fix.replace(/^.*: mv /, 'mv '),
  },
  'remove-empty-file': {
    ...{ finding: 'login-files', fix: /^rm /, programs: ['podman'] },
    arrange: ({ home }) => writeFileSync(home.authFile, ''),
  },
} satisfies Partial<Record<FixName, FixRow>>

/** A helper that keeps one login in a file. */
const HELPER = `case $1 in
store) cat > ~/kept ;;
get) cat ~/kept 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;;
list) test -f ~/kept && node -e 'const l=JSON.parse(require("fs").readFileSync(0));console.log(JSON.stringify({[l.ServerURL]:l.Username}))' < ~/kept || echo "{}" ;;
erase) rm -f ~/kept ;;
esac`
