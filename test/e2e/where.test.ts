import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loginArguments } from '../../src/engines/argv.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import type { EngineName } from '../../src/vocabulary.ts'
import { type Account, createAccount } from '../helpers/account.ts'
import { environmentOf, runDgsh } from '../helpers/dgsh.ts'
import { expectError } from '../helpers/expect-error.ts'
import { fakePrograms } from '../helpers/fake-engine.ts'
import { fakeHelper } from '../helpers/fake-helper.ts'
import { describeWith } from '../helpers/parts.ts'
import { succeed } from '../helpers/run-program.ts'
import {
  type TemporaryHome,
  temporaryDirectory,
  temporaryHome,
  writeDockerConfig,
} from '../helpers/temporary.ts'
import { idOfAccount, lineOf, setWhereStage, type WhereStage } from '../helpers/where.ts'

let sandbox: Sandbox
let first: Account
let second: Account
let gone: Account
let where: WhereStage['where']
let linesOf: WhereStage['linesOf']

beforeAll(async () => {
  ;({ sandbox, first, second, gone, where, linesOf } = await setWhereStage())
})

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
    expect(offline.stderr).toMatch(/^note: cannot tell which credentials still exist: .*API key.*\n$/)
    const deleted = await runDgsh(['creds', 'delete', start, '--yes'], { home, env })
    expect(deleted.code, deleted.stderr).toBe(0)
    expect(await linesOf([], { home })).toEqual([])
  })

  it('knows without an API key what dgsh deleted', async () => {
    const home = temporaryHome()
    const account = await createAccount(sandbox)
    writeLogin(join(home.dockerConfig, 'config.json'), account)
    const { stderr } = await runDgsh(['creds', 'delete', idOfAccount(account), '--yes', '--force'], {
      home,
      env: sandbox.environment,
    })
    const { registry } = sandbox
    expect(stderr).toContain(
      `! docker    its login for ${registry} no longer works; to log in again: dgsh login --engine docker\n`,
    )
    const env = { DEEPGRAM_API_KEY: undefined }
    expect(await linesOf([], { home, env })).toEqual([
      lineOf(account, 'deleted docker ~/.docker/config.json'),
    ])
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
      lineOf(first, 'live docker ~/.docker/config.json'),
      lineOf(second, 'live podman ~/auth.json'),
      lineOf(second, 'live podman ~/auth.json'),
      lineOf(gone, 'deleted snap ~/snap/docker/2963/.docker/config.json'),
    ])
    const wide = await where(
      [idOfAccount(second), '-o', 'tsv', '--columns', 'key,deliverable', '--no-header'],
      {
        home,
      },
    )
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
    expect(await linesOf([], { home, env })).toEqual([lineOf(first, `live docker ${place}`)])
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
    expect(await linesOf([], { home, wrapper })).toEqual([lineOf(first, `live k3s ${place}`)])
    const options = { home, wrapper, env: sandbox.environment }
    await runDgsh(['config', 'set', 'store', 'file'], options)
    const args = ['creds', 'rotate', idOfAccount(first), '--dry-run']
    const refused = await runDgsh(args, options)
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    expect(refused.stderr).toContain(
      `Production cluster, Frankfurt (8b1f4d07) is used by k3s (${place}), where dgsh cannot replace it`,
    )
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
      lineOf(second, 'live docker ~/.docker/config.json'),
      lineOf(first, `live docker ${ada}/.docker/config.json`),
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
    const rotated = await runDgsh(['creds', 'rotate', idOfAccount(account), '--yes'], options)
    expectError(rotated, {
      code: 'failed',
      message: /is used by snap \(.*snap.*\), where dgsh cannot replace it/,
    })
    const remove = ['creds', 'delete', idOfAccount(account), '--yes']
    const refused = await runDgsh(remove, options)
    expectError(refused, { code: 'failed', message: /is used by snap \(.*\): nothing was deleted/ })
    const deleted = await runDgsh([...remove, '--force'], options)
    expect(deleted.code).toBe(0)
    expect(deleted.stderr).toContain(`used by snap (${place})\n`)
    expect(deleted.stderr).toContain(`! snap      its login in ${place} no longer works: remove it there\n`)
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

describeWith(['docker'], 'creds delete and rotate, with docker', () => {
  it('count a login under another name of the registry, of which dgsh tells how it goes away', async () => {
    const home = temporaryHome()
    const account = await createAccount(sandbox)
    const id = idOfAccount(account)
    const file = join(home.dockerConfig, 'config.json')
    writeLogin(file, account, 'mirror.example:5000')
    const options = { home, env: sandbox.environment }
    await runDgsh(['config', 'set', 'store', 'file'], options)
    const place = '~/.docker/config.json, for mirror.example:5000'
    expect(await linesOf([], { home })).toEqual([lineOf(account, `live docker ${place}`)])
    const rotated = await runDgsh(['creds', 'rotate', id, '--yes'], options)
    expectError(rotated, {
      code: 'failed',
      message: `(${id.slice(0, 8)}) is used by docker (${place}), where dgsh cannot replace it`,
    })
    const deleted = await runDgsh(['creds', 'delete', id, '--yes', '--force'], options)
    expect(deleted.code, deleted.stderr).toBe(0)
    expect(deleted.stderr).toContain(`used by docker (${place})\n`)
    const line = 'dgsh logout mirror.example:5000 --engine docker'
    expect(deleted.stderr).toContain(
      '! docker    its login for mirror.example:5000 no longer works; to log in again: dgsh login --engine docker --registry mirror.example:5000\n',
    )
    const { stdout } = await where([], { home })
    expect(stdout).toMatch(/deleted +docker/)
    const [, ...args] = line.split(' ')
    expect(await runDgsh(args, options)).toMatchObject({ code: 0 })
    expect(readFileSync(file, 'utf8')).not.toContain('mirror.example')
  })
})

it('dgsh where changes no file', async () => {
  const home = temporaryHome()
  writeLogin(join(home.dockerConfig, 'config.json'), first)
  await where([], { home })
  expect(existsSync(join(home.path, '.local'))).toBe(false)
  expect(existsSync(join(home.path, '.config', 'dgsh'))).toBe(false)
})
