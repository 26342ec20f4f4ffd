import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findOnMachine } from '../../src/engines/elsewhere.ts'
import type { ExecRequest, ExecResult } from '../../src/ports.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

/** A number that no user has, so that no file of this machine is found by it. */
const UID = 4_294_000_000

const auths = (username: string, key = 'quay.io') => ({
  auths: { [key]: { auth: Buffer.from(`${username}:SECRET`).toString('base64') } },
})

interface Machine {
  /** Contents of files below the machine's `/`; what is no text is written as JSON. */
  files?: Readonly<Record<string, unknown>>
  env?: Readonly<Record<string, string>>
  /** What helpers list, as JSON, by their names. */
  lists?: Readonly<Record<string, unknown>>
  /** Links, by what they are called. */
  links?: Readonly<Record<string, string>>
  uid?: number
}

/** A machine below a directory, where ada lives in /home/ada and docker and podman are installed. */
function machine({ files = {}, env = {}, lists = {}, links = {}, uid = UID }: Machine) {
  const root = temporaryDirectory()
  const write = (name: string, content: unknown) => {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  for (const [name, content] of Object.entries(files)) write(name, content)
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name))
  for (const name of ['docker', 'podman', ...Object.keys(lists).map((list) => `docker-credential-${list}`)]) {
    write(`bin/${name}`, '')
    chmodSync(join(root, 'bin', name), 0o755)
  }
  const requests: ExecRequest[] = []
  const exec = async (request: ExecRequest): Promise<ExecResult> => {
    requests.push(request)
    const [, name = ''] = /docker-credential-(.*)$/.exec(request.file) ?? []
    const home = join(root, 'home', request.args[1] ?? '')
    const stdout = name === '' ? `ada:x:1000:1000::${home}:/bin/sh\n` : JSON.stringify(lists[name])
    return { exitCode: 0, signal: undefined, stdout, stderr: '', startError: undefined }
  }
  const home = { HOME: join(root, 'home/ada'), XDG_RUNTIME_DIR: join(root, 'run/ada') }
  const inRoot = Object.entries(env).map(([name, value]) => [name, value.replace(/^(?=\/)/, root)])
  const search = { registry: 'quay.io', root, platform: 'linux' as const, exec, uid }
  return {
    root,
    requests,
    search: { ...search, env: { ...home, PATH: join(root, 'bin'), ...Object.fromEntries(inRoot) } },
  }
}

/** What is found elsewhere, each login as one line. */
async function found(setup: Machine, wants?: (username: string) => boolean) {
  const { search, root, requests } = machine(setup)
  const wanted = wants === undefined ? {} : { wants }
  const { logins, elsewhere, problems } = await findOnMachine({ ...search, ...wanted })
  return {
    own: logins.map(({ username }) => username),
    elsewhere: elsewhere.map(
      ({ holder, username, key, place }) => `${holder} ${username} ${key} in ${place.replace(root, '')}`,
    ),
    problems: problems.map(({ message }) => message.replaceAll(root, '')),
    requests,
  }
}

const NOTHING = { own: [], elsewhere: [], problems: [] }
const DOCKER = 'home/ada/.docker/config.json'
const SNAP = 'home/ada/snap/docker'
const K3S = 'etc/rancher/k3s/registries.yaml'
const SUDO = { HOME: '/root', SUDO_USER: 'ada', SUDO_UID: String(UID) }

describe('findOnMachine', () => {
  it('finds nothing where there is nothing', async () => {
    expect(await found({})).toEqual({ ...NOTHING, requests: [] })
  })

  it('does not name what the engines read a second time', async () => {
    expect(await found({ files: { [DOCKER]: auths('ada') } })).toMatchObject({ ...NOTHING, own: ['ada'] })
  })

  it.each<[what: string, env: Record<string, string>, file: string, holder: string]>([
    ['DOCKER_CONFIG', { DOCKER_CONFIG: '/other' }, DOCKER, 'docker'],
    [
      'REGISTRY_AUTH_FILE',
      { REGISTRY_AUTH_FILE: '/other', XDG_CONFIG_HOME: '/other' },
      'home/ada/.config/containers/auth.json',
      'podman',
    ],
    [
      'HELM_REGISTRY_CONFIG',
      { HELM_REGISTRY_CONFIG: '/other' },
      'home/ada/.config/helm/registry/config.json',
      'helm',
    ],
    ['XDG_CONFIG_HOME', { XDG_CONFIG_HOME: '/other' }, 'home/ada/.config/helm/registry/config.json', 'helm'],
  ])('finds what the engines would read without %s', async (_, env, file, holder) => {
    const place = file.replace('home/ada', '~')
    const { own, elsewhere } = await found({ files: { [file]: auths('ada') }, env })
    expect({ own, elsewhere }).toEqual({ own: [], elsewhere: [`${holder} ada quay.io in ${place}`] })
  })

  it("finds those of docker as a snap, each revision's once", async () => {
    const setup = {
      files: {
        [`${SNAP}/2963/.docker/config.json`]: auths('ada'),
        [`${SNAP}/2915/.docker/config.json`]: auths('old'),
        [`${SNAP}/common/x`]: '',
      },
      links: { [`${SNAP}/current`]: '2963' },
    }
    expect((await found(setup)).elsewhere).toEqual([
      'snap ada quay.io in ~/snap/docker/current/.docker/config.json',
      'snap old quay.io in ~/snap/docker/2915/.docker/config.json',
    ])
  })

  it.each(['k3s', 'rke2'])('finds those of a %s node', async (kind) => {
    const file = `etc/rancher/${kind}/registries.yaml`
    const text = 'configs:\n  quay.io:\n    auth: {username: ada, password: SECRET}\n'
    expect((await found({ files: { [file]: text } })).elsewhere).toEqual([`${kind} ada quay.io in /${file}`])
  })

  it('finds none that a helper keeps twice, and those of a helper that only the other file names', async () => {
    const setup = {
      files: { 'other/config.json': { credsStore: 'a' }, [DOCKER]: { credsStore: 'a' } },
      env: { DOCKER_CONFIG: '/other' },
      lists: { a: { 'quay.io': 'ada' }, b: { 'quay.io': 'bob' } },
    }
    const { own, elsewhere, requests } = await found(setup)
    expect({ own, elsewhere }).toEqual({ own: ['ada'], elsewhere: [] })
    expect(requests).toHaveLength(1)
    const other = await found({ ...setup, files: { ...setup.files, [DOCKER]: { credsStore: 'b' } } })
    expect(other.elsewhere).toEqual([
      'docker bob quay.io in docker-credential-b, named in ~/.docker/config.json',
    ])
  })

  it('finds those of whoever is wanted under every key, wherever they are', async () => {
    const k3s = 'configs: {mirror.example: {auth: {username: ada, password: S}}}'
    const files = {
      [DOCKER]: auths('ada', 'quay.io:443'),
      [`${SNAP}/1/.docker/config.json`]: auths('ada', 'mirror.example'),
      'home/ada/.config/containers/auth.json': auths('bob', 'mirror.example'),
      [K3S]: k3s,
    }
    const { own, elsewhere } = await found({ files }, (username) => username === 'ada')
    expect({ own, elsewhere }).toEqual({
      own: ['ada'],
      elsewhere: [
        'snap ada mirror.example in ~/snap/docker/1/.docker/config.json',
        `k3s ada mirror.example in /${K3S}`,
      ],
    })
    expect(await found({ files })).toMatchObject({ own: [], elsewhere: [] })
  })

  it('has no secret in what it gives', async () => {
    const k3s = 'configs: {quay.io: {auth: {username: ada, password: SECRET}}}'
    const files = { [DOCKER]: auths('a'), [`${SNAP}/1/.docker/config.json`]: auths('b'), [K3S]: k3s }
    const all = await findOnMachine(machine({ files }).search)
    expect([all.logins.length, all.elsewhere.length]).toEqual([1, 2])
    expect(JSON.stringify(all)).not.toContain('SECRET')
    expect(JSON.stringify(all)).not.toContain(Buffer.from('a:SECRET').toString('base64'))
  })
})

describe('findOnMachine under sudo', () => {
  const files = {
    'root/.docker/config.json': auths('root-docker'),
    'root/.config/containers/auth.json': auths('root-podman'),
    [DOCKER]: auths('ada-docker'),
    [`${SNAP}/1/.docker/config.json`]: auths('ada-snap'),
    'home/ada/.config/helm/registry/config.json': auths('ada-helm'),
  }
  const OF_ADA = [
    `docker ada-docker quay.io in /${DOCKER}`,
    'helm ada-helm quay.io in /home/ada/.config/helm/registry/config.json',
    `snap ada-snap quay.io in /${SNAP}/1/.docker/config.json`,
  ]

  it("finds root's as its own, and those of who called it", async () => {
    const { own, elsewhere, problems } = await found({ files, env: SUDO, uid: 0 })
    expect({ own, elsewhere, problems }).toEqual({
      own: ['root-docker', 'root-podman'],
      elsewhere: OF_ADA,
      problems: [],
    })
  })

  it("finds root's, too, where sudo leaves HOME to the caller", async () => {
    const { own, elsewhere } = await found({ files, env: { ...SUDO, HOME: '/home/ada' }, uid: 0 })
    expect(own).toEqual(['ada-docker', 'ada-helm'])
    expect(elsewhere).toEqual([
      'snap ada-snap quay.io in ~/snap/docker/1/.docker/config.json',
      'docker root-docker quay.io in /root/.docker/config.json',
      'podman root-podman quay.io in /root/.config/containers/auth.json',
    ])
  })

  it('looks at nobody else without it', async () => {
    const { SUDO_USER: _, ...env } = SUDO
    const { own, elsewhere } = await found({ files, env, uid: 0 })
    expect({ own, elsewhere }).toEqual({ own: ['root-docker', 'root-podman'], elsewhere: [] })
  })

  it("runs no program that another's file names", async () => {
    const { elsewhere, problems, requests } = await found({
      files: { [DOCKER]: { ...auths('ada'), credsStore: 'a' } },
      lists: { a: { 'quay.io': 'of-root' } },
      env: SUDO,
      uid: 0,
    })
    expect(elsewhere).toEqual([`docker ada quay.io in /${DOCKER}`])
    expect(problems).toEqual([
      `it is not known which logins docker-credential-a keeps, named in /${DOCKER}: docker-credential-a answers to its own user only`,
    ])
    expect(requests.map(({ file }) => file)).toEqual(['getent'])
  })
})

describe('the problems of findOnMachine', () => {
  it.each<[file: string, content: string, reason: string]>([
    [`${SNAP}/1/.docker/config.json`, '{', 'it is not in the JSON form of such files'],
    [K3S, 'a: b: c', 'it is not in the YAML form of such files'],
    [K3S, `x: ${'x'.repeat(5_000_000)}`, 'it is larger than 4 MB'],
  ])('name %s that cannot be read, and the others are', async (file, content, reason) => {
    const { own, problems } = await found({ files: { [file]: content, [DOCKER]: auths('ada') } })
    const name = file.replace('home/ada', '~').replace(/^etc/, '/etc')
    expect(problems).toEqual([`it is not known which logins ${name} holds: ${reason}`])
    expect(own).toEqual(['ada'])
  })

  it('are none with a directory of snaps that is none', async () => {
    const { search, root } = machine({ files: { 'home/ada/snap/docker': '' } })
    expect(await findOnMachine(search)).toMatchObject({ elsewhere: [], problems: [] })
    rmSync(join(root, 'home'), { recursive: true })
    expect(await findOnMachine(search)).toMatchObject({ elsewhere: [], problems: [] })
  })
})
