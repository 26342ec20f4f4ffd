import { chmodSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  CLOSED_IMAGE,
  type DeepgramRegistry,
  OPEN_IMAGE,
  startDeepgramRegistry,
} from '../helpers/deepgram-registry.ts'
import { runDgsh } from '../helpers/dgsh.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { entryOf, type LenderHome, lenderHome } from '../helpers/lender.ts'
import { knownCredential } from '../helpers/lifecycle.ts'
import { describeWith } from '../helpers/parts.ts'
import { type Quay, startQuay } from '../helpers/quay.ts'
import { runProgram } from '../helpers/run-program.ts'
import { filesThatHold } from '../helpers/sentinel.ts'

/** It may pull api and engine; the other one everything. */
const NARROW = knownCredential('8b1f4d07-6c2e-4a95-b3d8-50e7c9a1f264')
const WIDE = knownCredential('2e90c5ab-1d73-4f68-8b04-e3f7a6d9125c')

/** A login of the user's own, which the registry refuses. */
const OWN = entryOf('deepgram+own', 'OWN-PASSWORD')

const inspectByDocker = (image: string) => ['docker', 'manifest', 'inspect', image]
const inspectBySkopeo = (image: string) => ['skopeo', 'inspect', '--raw', `docker://${image}`]
const pullByPodman = (image: string) => ['podman', 'pull', '--quiet', image]
const pullByBuildah = (image: string) => ['buildah', 'pull', '--quiet', image]

describeWith(
  ['docker', 'docker-registry', 'skopeo', 'podman', 'buildah', 'openssl'],
  'dgsh exec under the name quay.io',
  () => {
    let [quay, other]: [Quay, DeepgramRegistry] = [] as never
    beforeAll(async () => {
      ;[quay, other] = await Promise.all([startQuay(), startDeepgramRegistry()])
    })

    /** A home whose user has logins of both registries in every file, that of quay.io under all keys. */
    function usersHome(): LenderHome {
      const home = lenderHome('quay.io', [NARROW, WIDE])
      const keys = [
        'quay.io',
        'https://quay.io',
        'quay.io/v1/',
        'quay.io/deepgram',
        'quay.io/deepgram/self-hosted-api',
      ]
      const auths = {
        ...Object.fromEntries(keys.map((key) => [key, OWN])),
        [other.host]: entryOf(NARROW.username, NARROW.secret),
      }
      home.write('.docker/config.json', { auths, HttpHeaders: { 'X-Own': 'yes' }, unknown: { kept: 1.5 } })
      home.write('auth.json', { auths })
      return home
    }

    const optionsOf = (home: LenderHome) => ({ home, env: quay.environment })
    const exec = (home: LenderHome, command: readonly string[], ...args: string[]) =>
      runDgsh(['exec', ...args, '--', ...command], optionsOf(home))
    const alone = (home: LenderHome, argv: readonly string[]) =>
      runProgram(argv, { env: { ...home.env, ...quay.environment } })

    it.each([
      ['docker', inspectByDocker],
      ['skopeo', inspectBySkopeo],
      ['podman', pullByPodman],
      ['buildah', pullByBuildah],
    ])('lends its login to %s, and leaves no trace', async (_, use) => {
      const home = usersHome()
      const before = home.readFiles()
      expect((await alone(home, use(`quay.io/${OPEN_IMAGE}`))).code).not.toBe(0)
      const result = await exec(home, use(`quay.io/${OPEN_IMAGE}`), NARROW.id)
      expect(result.code, result.stderr).toBe(0)
      // Each credential opens what is its own.
      expect((await exec(home, use(`quay.io/${CLOSED_IMAGE}`), NARROW.username)).code).not.toBe(0)
      expect(await exec(home, use(`quay.io/${CLOSED_IMAGE}`), '2e90c5ab')).toMatchObject({ code: 0 })
      expect(home.readFiles()).toEqual(before)
      expect(home.lent()).toEqual([])
    })

    it.each([
      ['docker', ['docker', 'manifest', 'inspect', '--insecure']],
      ['skopeo', ['skopeo', 'inspect', '--raw', '--tls-verify=false']],
      ['podman', ['podman', 'pull', '--quiet', '--tls-verify=false']],
      ['buildah', ['buildah', 'pull', '--quiet', '--tls-verify=false']],
    ])("leaves %s the user's login of another registry", async (engine, argv) => {
      const home = usersHome()
      const image = `${engine === 'skopeo' ? 'docker://' : ''}${other.host}/${OPEN_IMAGE}`
      const result = await exec(home, [...argv, image], WIDE.id)
      expect(result.code, result.stderr).toBe(0)
    })

    it('wins over a store and a helper of docker, which keep the logins of other registries', async () => {
      const helper = fakeHelper()
      const home = usersHome()
      const env = { ...home.env, PATH: `${helper.directory}:${home.env.PATH}` }
      const stored = async (server: string, username: string, secret: string) => {
        const input = JSON.stringify({ ServerURL: server, Username: username, Secret: secret })
        await runProgram([join(helper.directory, 'docker-credential-fake'), 'store'], { env, input })
      }
      await stored('quay.io', 'deepgram+own', 'OWN-PASSWORD')
      await stored(other.host, NARROW.username, NARROW.secret)
      const withStore = { ...home, env }
      const ownImage = ['docker', 'manifest', 'inspect', '--insecure', `${other.host}/${OPEN_IMAGE}`]
      for (const config of [
        { credsStore: 'fake' },
        { credsStore: 'fake', credHelpers: { 'quay.io': 'fake' } },
      ]) {
        home.write('.docker/config.json', config)
        const before = home.readFiles()
        for (const command of [inspectByDocker(`quay.io/${OPEN_IMAGE}`), ownImage]) {
          const result = await exec(withStore, command, NARROW.id)
          expect(result.code, result.stderr).toBe(0)
        }
        expect(home.readFiles()).toEqual(before)
      }
      expect(helper.calls()).toContain(`get ${other.host}`)
      expect(helper.calls().filter((call) => /^(?:get quay|erase|store quay)/.test(call))).toEqual([])
    })

    it('takes DOCKER_AUTH_CONFIG along, with its own login in place of that of the registry', async () => {
      const home = usersHome()
      const DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { 'quay.io': OWN, 'r.example': OWN }, other: 1 })
      const env = { ...quay.environment, DOCKER_AUTH_CONFIG }
      const show = ['sh', '-c', 'printf %s "$DOCKER_AUTH_CONFIG"']
      const { stdout } = await runDgsh(['exec', NARROW.id, '--', ...show], { home, env })
      const lent = entryOf(NARROW.username, NARROW.secret)
      expect(JSON.parse(stdout)).toEqual({ auths: { 'r.example': OWN, 'quay.io': lent }, other: 1 })
    })

    it.each([
      ['28.2.2', false],
      ['28.3.0', true],
      ['29.8.1', true],
    ])('sets DOCKER_AUTH_CONFIG where docker knows it: docker %s, %s', async (version, isSet) => {
      const home = usersHome()
      const docker = home.write('bin/docker', `#!/bin/sh\necho 'Docker version ${version}, build abc'\n`)
      chmodSync(docker, 0o755)
      const env = { ...quay.environment, PATH: `${join(home.path, 'bin')}:${home.env.PATH}` }
      const show = ['sh', '-c', 'printf %s "$DOCKER_AUTH_CONFIG"']
      const { stdout } = await runDgsh(['exec', NARROW.id, '--', ...show], { home, env })
      const lent = { auths: { 'quay.io': entryOf(NARROW.username, NARROW.secret) } }
      expect(stdout === '' ? undefined : JSON.parse(stdout)).toEqual(isSet ? lent : undefined)
    })

    it("shows docker the user's contexts, plugins and settings", async () => {
      const home = usersHome()
      const create = ['docker', 'context', 'create', 'far', '--docker', 'host=tcp://127.0.0.1:1']
      expect(await alone(home, create)).toMatchObject({ code: 0 })
      const plugin = `#!/bin/sh
if [ "$1" = docker-cli-plugin-metadata ]; then
  echo '{"SchemaVersion":"0.1.0","Vendor":"Us","Version":"1","ShortDescription":"Ours"}'
else echo "plugin $*"; fi
`
      chmodSync(home.write('plugins/docker-ours', plugin), 0o755)
      symlinkSync(join(home.path, 'plugins'), join(home.dockerConfig, 'cli-plugins'))
      const before = home.readFiles()
      const script =
        'docker context ls --format "{{.Name}}" && docker context use far && docker ours a && cat "$DOCKER_CONFIG/config.json"'
      const result = await exec(home, ['sh', '-c', script], NARROW.id)
      expect(result.code, result.stderr).toBe(0)
      expect(result.stdout).toMatch(/^default\nfar\nfar\nplugin ours a\n/)
      expect(result.stdout).toMatch(/"X-Own": ?"yes"/)
      // What the command changes of docker's settings is for itself.
      expect(home.readFiles()).toEqual(before)
      expect(readFileSync(join(home.dockerConfig, 'config.json'), 'utf8')).not.toContain('far')
    })

    it('works beside a config file that docker cannot read, and says what it goes without', async () => {
      const home = usersHome()
      for (const [text, place] of [
        [
          '{"auths":',
          '~/.docker/config.json is not valid JSON (line 1, column 10): the command goes without what it holds',
        ],
        [
          `{"auths":{"r.example":{"auth":"?"}}}`,
          'auths["r.example"].auth in ~/.docker/config.json is not "user:secret" in base64: the command goes without it',
        ],
        [
          `{"auths":{"r.example":${JSON.stringify(OWN)}},"credsStore":7}`,
          'credsStore in ~/.docker/config.json must be a string: the command goes without it',
        ],
      ] as const) {
        home.write('.docker/config.json', text)
        const result = await exec(home, inspectByDocker(`quay.io/${OPEN_IMAGE}`), NARROW.id)
        expect(result.code, result.stderr).toBe(0)
        expect(result.stderr).toBe(`note: ${place}\n`)
      }
    })

    it('is for one command: an engine that logs in there changes nothing of the user', async () => {
      const home = usersHome()
      const before = home.readFiles()
      const login = `printf %s "$SECRET" | docker login --username '${WIDE.username}' --password-stdin quay.io`
      const env = { ...quay.environment, SECRET: WIDE.secret }
      const result = await runDgsh(['exec', NARROW.id, '--', 'sh', '-c', login], { home, env })
      expect(result.code, result.stderr).toBe(0)
      expect(home.readFiles()).toEqual(before)
      expect(filesThatHold(home.path, WIDE.secret)).toEqual([join(home.path, '.local/state/dgsh/store.json')])
    })
  },
)

describe('an empty world', () => {
  it('gets files of its own, which only its user can read', async () => {
    const home = lenderHome('quay.io', [NARROW])
    const script = 'cd "$XDG_RUNTIME_DIR"/dgsh-login-* && find . -printf "%m %y %p\\n" | sort -k3'
    const env = { DOCKER_CONFIG: undefined, REGISTRY_AUTH_FILE: undefined, HOME: join(home.path, 'nothing') }
    const state = {
      DGSH_STATE_DIR: join(home.path, '.local/state/dgsh'),
      DGSH_CONFIG_DIR: join(home.path, '.config/dgsh'),
    }
    const result = await runDgsh(['exec', NARROW.id, '--', 'sh', '-c', script], {
      home,
      env: { ...env, ...state },
    })
    expect(result.code, result.stderr).toBe(0)
    expect(result.stdout.trimEnd().split('\n')).toEqual([
      '700 d .',
      '600 f ./auth.json',
      '700 d ./docker',
      '600 f ./docker/config.json',
      '600 f ./helm.json',
      '600 f ./user',
    ])
  })
})
