import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loginArguments } from '../../src/engines/argv.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { type Account, createAccount } from '../helpers/account.ts'
import { makePullSecret, startCluster } from '../helpers/cluster.ts'
import { startTestSandbox } from '../helpers/deepgram-registry.ts'
import { type DgshOptions, environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { watchProcesses } from '../helpers/process-watch.ts'
import { succeed } from '../helpers/run-program.ts'
import { holds } from '../helpers/sentinel.ts'
import {
  type TemporaryHome,
  temporaryDirectory,
  temporaryHome,
  writeDockerConfig,
} from '../helpers/temporary.ts'

let sandbox: Sandbox
/** The sandbox's first credential, one that was just made, and one that Deepgram does not have. */
let first: Account
let second: Account
let gone: Account

beforeAll(async () => {
  sandbox = await startTestSandbox()
  first = { username: `deepgram+${sandbox.credentialId}`, secret: sandbox.secret }
  second = await createAccount(sandbox)
  gone = { username: 'deepgram+11111111-1111-4111-8111-111111111111', secret: 'SENTINEL0GONE000'.repeat(4) }
})

const idOf = ({ username }: Account) => username.replace('deepgram+', '')

interface Row {
  id: string
  state: string
  kind: string
  place: string
  key: string
  deliverable: boolean
  owner: { email: string } | null
  kubernetes: object | null
}

/** Runs `dgsh where`, expects that no secret shows anywhere, and gives the result. */
async function where(args: readonly string[], { env, ...options }: DgshOptions) {
  const environment = { ...sandbox.environment, ...env }
  const { value: result, commandLines } = await watchProcesses(() =>
    runDgsh(['where', ...args], { ...options, env: environment }),
  )
  for (const { secret } of [first, second, gone]) {
    expect(holds(result.stdout + result.stderr, secret), result.stdout + result.stderr).toBe(false)
    expect(commandLines.filter((line) => holds(line, secret))).toEqual([])
  }
  return result
}

/** What is found, each copy as one line. */
async function linesOf(args: readonly string[], options: DgshOptions) {
  const result = await where([...args, '-o', 'json'], options)
  expect(result.code, result.stderr).toBe(0)
  const rows = JSON.parse(result.stdout) as Row[]
  return rows.map(({ id, state, kind, place }) => `${id.slice(0, 8)} ${state} ${kind} ${place}`)
}

const line = (account: Account, rest: string) => `${idOf(account).slice(0, 8)} ${rest}`

function logIn(
  engine: EngineName,
  { username, secret }: Account,
  home: TemporaryHome,
  key = sandbox.registry,
) {
  const request = { engine, registry: key, username, tlsVerify: false }
  return succeed([engine, ...loginArguments(request)], { env: home.env, input: secret })
}

/** Writes a config file with a login by hand, as another program would. */
function writeLogin(file: string, { username, secret }: Account, key = sandbox.registry) {
  mkdirSync(dirname(file), { recursive: true })
  const auth = Buffer.from(`${username}:${secret}`).toString('base64')
  writeFileSync(file, JSON.stringify({ auths: { [key]: { auth } } }))
}

describe('dgsh where', () => {
  it('finds nothing in a fresh home, and asks nobody', async () => {
    const home = temporaryHome()
    const env = { DGSH_API_URL: 'http://127.0.0.1:1' }
    for (const format of ['table', 'json']) {
      const result = await where(['-o', format], { home, env })
      const stdout = format === 'json' ? '[]\n' : ''
      expect(result).toMatchObject({
        code: 0,
        stdout,
        stderr: 'note: no copy of a Deepgram credential was found\n',
      })
    }
  })

  it('finds what the store keeps, also without an API key', async () => {
    const home = temporaryHome()
    const env = environmentOf(home, sandbox.environment)
    await runDgsh(['config', 'set', 'store', 'file'], { home })
    const created = await runDgsh(['creds', 'create', '--comment', 'x', '--scope', 'api', '-q'], {
      home,
      env,
    })
    expect(created.code, created.stderr).toBe(0)
    const start = created.stdout.slice(0, 8)
    const place = `file ${join(home.path, '.local/state/dgsh/store.json')}`
    expect(await linesOf([], { home })).toEqual([`${start} live store ${place}`])
    const offline = await where([], { home, env: { DEEPGRAM_API_KEY: undefined } })
    expect(offline.code).toBe(0)
    expect(offline.stdout).toMatch(new RegExp(`^${start}\\S+ +unknown +store`, 'm'))
    expect(offline.stderr).toMatch(/^note: it is not known which credentials are live: .*API key.*\n$/)
    const deleted = await runDgsh(['creds', 'delete', start, '--yes'], { home, env })
    expect(deleted.code, deleted.stderr).toBe(0)
    expect(await linesOf([], { home })).toEqual([])
  })

  it('knows without an API key what dgsh deleted', async () => {
    const home = temporaryHome()
    const account = await createAccount(sandbox)
    writeLogin(join(home.dockerConfig, 'config.json'), account)
    const { stderr } = await runDgsh(['creds', 'delete', idOf(account), '--yes'], {
      home,
      env: sandbox.environment,
    })
    expect(stderr).toContain('note: docker still has its login: dgsh logout --engine docker\n')
    const env = { DEEPGRAM_API_KEY: undefined }
    expect(await linesOf([], { home, env })).toEqual([line(account, 'deleted docker ~/.docker/config.json')])
  })
})

describeWith(['docker', 'podman', 'skopeo'], 'dgsh where, with real logins', () => {
  it('finds all of them, joined with the list of Deepgram', async () => {
    const home = temporaryHome()
    await logIn('docker', first, home)
    await logIn('podman', second, home)
    await logIn('skopeo', second, home, `${sandbox.registry}/deepgram`)
    const snap = join(home.path, 'snap/docker/2963/.docker/config.json')
    writeLogin(snap, gone)
    writeLogin(join(home.path, '.config/helm/registry/config.json'), { ...first, username: 'ada' })
    expect(await linesOf([], { home })).toEqual([
      line(first, 'live docker ~/.docker/config.json'),
      line(second, 'live podman ~/auth.json'),
      line(second, 'live podman ~/auth.json'),
      line(gone, 'deleted snap ~/snap/docker/2963/.docker/config.json'),
    ])
    const wide = await where([idOf(second), '-o', 'tsv', '--columns', 'key,deliverable', '--no-header'], {
      home,
    })
    expect(wide.stdout).toBe(`${sandbox.registry}\tyes\n${sandbox.registry}/deepgram\tyes\n`)
  })

  it('finds what another shell would use: REGISTRY_AUTH_FILE and DOCKER_CONFIG lead elsewhere', async () => {
    const home = temporaryHome()
    await logIn('docker', first, home)
    const runtime = join(home.path, 'run')
    const other = { REGISTRY_AUTH_FILE: join(runtime, 'containers/auth.json'), XDG_RUNTIME_DIR: runtime }
    await succeed(
      [
        'podman',
        ...loginArguments({
          engine: 'podman',
          registry: sandbox.registry,
          username: second.username,
          tlsVerify: false,
        }),
      ],
      {
        env: { ...home.env, ...other },
        input: second.secret,
      },
    )
    const env = {
      DOCKER_CONFIG: temporaryDirectory(),
      REGISTRY_AUTH_FILE: undefined,
      XDG_RUNTIME_DIR: runtime,
    }
    const { stdout } = await where(['--columns', 'kind,place,deliverable', '-o', 'tsv'], { home, env })
    expect(stdout).toBe(
      'kind\tplace\tdeliverable\n' +
        'podman\t~/run/containers/auth.json (until the next reboot)\tyes\n' +
        'docker\t~/.docker/config.json\tno\n',
    )
  })

  it('finds what a helper keeps, and asks it for no secret', async () => {
    const home = temporaryHome()
    const helper = fakeHelper()
    const env = { PATH: `${helper.directory}:${home.env.PATH}` }
    writeDockerConfig(home.dockerConfig, { credsStore: 'fake' })
    await logIn('docker', first, { ...home, env: { ...home.env, ...env } })
    const before = helper.calls().length
    const place = 'docker-credential-fake, named in ~/.docker/config.json'
    expect(await linesOf([], { home, env })).toEqual([line(first, `live docker ${place}`)])
    expect(helper.calls().slice(before)).toEqual(['list unused'])
  })
})

describeWith(['unshare'], 'dgsh where on a machine with files of the system', () => {
  const isRoot = process.getuid?.() === 0

  /** A wrapper that shows these files below /etc to one program only. */
  function withEtc(files: Readonly<Record<string, string>>): string[] {
    const etc = temporaryDirectory()
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(etc, name)), { recursive: true })
      writeFileSync(join(etc, name), text)
    }
    const mount = 'mount -t overlay overlay -o "lowerdir=$0:/etc" /etc && exec "$@"'
    return ['unshare', '--mount', 'sh', '-c', mount, etc]
  }

  it.runIf(isRoot)('finds the login of a k3s node, which stops a rotation', async () => {
    const home = temporaryHome()
    const { username, secret } = first
    const text = `configs:\n  "${sandbox.registry}":\n    auth:\n      username: ${username}\n      password: ${secret}\n`
    const wrapper = withEtc({ 'rancher/k3s/registries.yaml': text })
    const place = '/etc/rancher/k3s/registries.yaml'
    expect(await linesOf([], { home, wrapper })).toEqual([line(first, `live k3s ${place}`)])
    const options = { home, wrapper, env: sandbox.environment }
    await runDgsh(['config', 'set', 'store', 'file'], options)
    const args = ['creds', 'rotate', idOf(first), '--dry-run']
    const refused = await runDgsh(args, options)
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain(`${idOf(first)} is in use in ${place}, where dgsh cannot put another`)
    expect(await runDgsh([...args, '--keep-old'], options)).toMatchObject({ code: 0 })
  })

  it.runIf(isRoot)('finds, under sudo, the logins of the user who called it', async () => {
    const home = temporaryHome()
    const [root, ada] = [temporaryDirectory(), temporaryDirectory()]
    writeLogin(join(ada, '.docker/config.json'), first)
    writeLogin(join(root, '.docker/config.json'), second)
    const programs = fakePrograms()
    programs.add('getent', { stdout: `ada:x:4294000000:4294000000:Ada:${ada}:/bin/sh\n` })
    const env = {
      PATH: `${programs.directory}:${home.env.PATH}`,
      ...{ HOME: root, DOCKER_CONFIG: undefined, SUDO_USER: 'ada', SUDO_UID: '4294000000' },
    }
    expect(await linesOf([], { home, env })).toEqual([
      line(second, 'live docker ~/.docker/config.json'),
      line(first, `live docker ${ada}/.docker/config.json`),
    ])
    expect(programs.calls('getent')).toMatchObject([{ argv: ['passwd', 'ada'] }])
  })
})

describe('creds delete and rotate', () => {
  it('count a login that dgsh cannot replace', async () => {
    const home = temporaryHome()
    const account = await createAccount(sandbox)
    const file = join(home.path, 'snap/docker/1/.docker/config.json')
    writeLogin(file, account)
    const options = { home, env: sandbox.environment }
    await runDgsh(['config', 'set', 'store', 'file'], options)
    const place = '~/snap/docker/1/.docker/config.json'
    const rotated = await runDgsh(['creds', 'rotate', idOf(account), '--yes'], options)
    expectError(rotated, { code: 'failed', message: /is in use in .*snap.*, where dgsh cannot put another/ })
    const deleted = await runDgsh(['creds', 'delete', idOf(account), '--yes'], options)
    expect(deleted.code).toBe(0)
    expect(deleted.stderr).toContain(`  in use: snap, ${place}\n`)
    expect(deleted.stderr).toContain(`note: snap still has its login in ${place}: remove it there\n`)
    expect(readFileSync(file, 'utf8')).toContain(sandbox.registry)
  })

  it('do not count the store', async () => {
    const home = temporaryHome()
    const options = { home, env: sandbox.environment }
    await runDgsh(['config', 'set', 'store', 'file'], options)
    const created = await runDgsh(['creds', 'create', '--comment', 'x', '--scope', 'api', '-q'], options)
    const rotated = await runDgsh(['creds', 'rotate', created.stdout.trim(), '--yes'], options)
    expect(rotated.code, rotated.stderr).toBe(0)
  })
})

describeWith(['kubectl'], 'dgsh where with a cluster', () => {
  const inCluster = (context: string) => `kubernetes prod/dg-regcred in ${context}`

  async function cluster() {
    const secret = (name: string, namespace: string, account: Account, server = sandbox.registry) =>
      makePullSecret({ name, namespace, server }, account)
    return startCluster([
      await secret('dg-regcred', 'prod', first),
      await secret('dg-regcred', 'edge', gone, `https://${sandbox.registry}/v1/`),
      await secret('other', 'prod', second, 'registry.example.com'),
      await secret('robot', 'prod', { ...second, username: 'deepgram+ci' }),
    ])
  }

  it('finds the pull secrets by the real kubectl', async () => {
    const home = temporaryHome()
    const { kubeconfig, requests } = await cluster()
    const env = { KUBECONFIG: kubeconfig }
    expect(await linesOf(['--context', 'test', '--context', 'test'], { home, env })).toEqual([
      line(first, `live ${inCluster('test')}`),
      line(gone, 'deleted kubernetes edge/dg-regcred in test'),
    ])
    expect(requests).toEqual([
      '/api/v1/secrets?fieldSelector=type%3Dkubernetes.io%2Fdockerconfigjson&limit=500',
    ])
    const args = ['--context', 'test', '--namespace', 'prod']
    expect(await linesOf(args, { home, env })).toEqual([line(first, `live ${inCluster('test')}`)])
    expect(requests[1]).toContain('/api/v1/namespaces/prod/secrets?')
  })

  it('names the pull secret in JSON', async () => {
    const { kubeconfig } = await cluster()
    const { stdout } = await where(['--context', 'test', idOf(first), '-o', 'json'], {
      env: { KUBECONFIG: kubeconfig },
    })
    expect(JSON.parse(stdout)).toMatchObject([
      {
        ...{ kind: 'kubernetes', key: sandbox.registry, deliverable: false, file: null },
        kubernetes: { context: 'test', namespace: 'prod', name: 'dg-regcred' },
      },
    ])
  })

  it.each([
    [
      'a context that there is not',
      ['--context', 'nonsense'],
      /pull secrets in nonsense cannot be listed: kubectl says: /,
    ],
    [
      'a cluster that is gone',
      ['--context', 'test', '--context', 'gone'],
      /in gone cannot be listed: kubectl says: /,
    ],
    [
      'a refusal',
      ['--context', 'test', '--namespace', 'closed'],
      /in closed of test cannot be listed.*forbidden/,
    ],
  ])('ends with an error for %s, and writes nothing', async (_, args, message) => {
    const { kubeconfig } = await cluster()
    const result = await where([...args, '--timeout', '20'], { env: { KUBECONFIG: kubeconfig } })
    expectError(result, { code: 'failed', message })
  })
})

describe('dgsh where with a kubectl that', () => {
  it('is missing ends with an error', async () => {
    const result = await where(['--context', 'x'], { env: { PATH: fakePrograms().directory } })
    expectError(result, {
      code: 'failed',
      message: /pull secrets in x cannot be listed: kubectl is not on PATH/,
    })
  })

  it('prints secrets and fails shows none of them', async () => {
    const programs = fakePrograms()
    programs.add('kubectl', { stdout: `{"items":["${first.secret}"`, exit: 1 })
    const result = await where(['--context', 'x', '--debug'], { env: { PATH: programs.directory } })
    expectError(result, { code: 'failed', message: /kubectl ended with 1/ })
    expect(programs.calls('kubectl')).toMatchObject([{ stdin: '' }])
    expect(programs.calls('kubectl')[0]?.environment).not.toHaveProperty('DEEPGRAM_API_KEY')
  })

  it.each([
    [['--namespace', 'x'], /--namespace is for clusters/],
    [['--context', ''], /--context cannot be ""/],
    [['--context', 'x', '--namespace', ''], /--namespace cannot be ""/],
  ])('is not asked for %j, which is a mistake', async (args, message) => {
    expectError(await where(args, {}), { code: 'usage', message })
  })
})

it('dgsh where changes no file', async () => {
  const home = temporaryHome()
  writeLogin(join(home.dockerConfig, 'config.json'), first)
  await where([], { home })
  expect(existsSync(join(home.path, '.local'))).toBe(false)
  expect(existsSync(join(home.path, '.config', 'dgsh'))).toBe(false)
})
