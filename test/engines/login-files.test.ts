import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isTemporary, loginFiles } from '../../src/engines/login-files.ts'
import { tildePath } from '../../src/engines/surroundings.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

const HOME = '/home/ada'

function paths(env: Record<string, string>, platform: NodeJS.Platform = 'linux') {
  const files = loginFiles({ env, platform, uid: 1000 })
  const of = (kind: string) => files.filter((file) => file.kind === kind).map(({ path }) => path)
  return { docker: of('docker'), containers: of('containers'), helm: of('helm') }
}

describe('loginFiles', () => {
  it('on Linux, with nothing set', () => {
    expect(paths({ HOME })).toEqual({
      docker: ['/home/ada/.docker/config.json'],
      containers: ['/run/containers/1000/auth.json', '/home/ada/.config/containers/auth.json'],
      helm: ['/home/ada/.config/helm/registry/config.json'],
    })
  })

  it.each<[env: Record<string, string>, containers: string[]]>([
    [
      { XDG_RUNTIME_DIR: '/run/user/1000' },
      ['/run/user/1000/containers/auth.json', '/home/ada/.config/containers/auth.json'],
    ],
    [{ REGISTRY_AUTH_FILE: '/mine' }, ['/mine', '/home/ada/.config/containers/auth.json']],
    [{ XDG_CONFIG_HOME: '/config' }, ['/run/containers/1000/auth.json', '/config/containers/auth.json']],
    [
      { XDG_RUNTIME_DIR: '', REGISTRY_AUTH_FILE: '', XDG_CONFIG_HOME: '' },
      ['/run/containers/1000/auth.json', '/home/ada/.config/containers/auth.json'],
    ],
  ])('of podman, with %j', (env, containers) => {
    expect(paths({ HOME, ...env }).containers).toEqual(containers)
  })

  it.each<[env: Record<string, string>, helm: string]>([
    [{ HELM_REGISTRY_CONFIG: '/mine' }, '/mine'],
    [{ HELM_CONFIG_HOME: '/helm' }, '/helm/registry/config.json'],
    [{ XDG_CONFIG_HOME: '/config' }, '/config/helm/registry/config.json'],
    [{ HELM_CONFIG_HOME: '/helm', XDG_CONFIG_HOME: '/config' }, '/helm/registry/config.json'],
  ])('of helm, with %j', (env, helm) => {
    expect(paths({ HOME, ...env }).helm).toEqual([helm])
  })

  it('on macOS', () => {
    expect(paths({ HOME, XDG_RUNTIME_DIR: '/run' }, 'darwin')).toEqual({
      docker: ['/home/ada/.docker/config.json'],
      containers: ['/home/ada/.config/containers/auth.json'],
      helm: ['/home/ada/Library/Preferences/helm/registry/config.json'],
    })
  })

  it('without a home directory are only those that a variable names', () => {
    expect(paths({})).toEqual({ docker: [], containers: ['/run/containers/1000/auth.json'], helm: [] })
  })

  it("are each named once, and what is docker's stays docker's", () => {
    const home = temporaryDirectory()
    const config = join(home, '.docker', 'config.json')
    mkdirSync(join(home, '.docker'))
    writeFileSync(config, '{}')
    const link = join(home, 'auth.json')
    symlinkSync(config, link)
    for (const file of [config, link]) {
      const found = paths({ HOME: home, REGISTRY_AUTH_FILE: file, HELM_REGISTRY_CONFIG: file })
      expect(found.docker).toEqual([config])
      expect(found.containers).toEqual([join(home, '.config', 'containers', 'auth.json')])
      expect(found.helm).toEqual([])
    }
  })
})

describe('tildePath', () => {
  it.each([
    ['/home/ada/.docker/config.json', '~/.docker/config.json'],
    ['/home/ada2/file', '/home/ada2/file'],
    ['/home/ada', '/home/ada'],
    ['/etc/file', '/etc/file'],
  ])('of %s is %s', (path, shown) => {
    expect(tildePath(path, { HOME })).toBe(shown)
    expect(tildePath(path, { HOME: `${HOME}/` })).toBe(shown)
    expect(tildePath(path, {})).toBe(path)
  })
})

describe('isTemporary', () => {
  it.each<[temporary: boolean, file: string, runtime: string, platform: NodeJS.Platform]>([
    [true, '/run/containers/0/auth.json', '', 'linux'],
    [true, '/run/user/1000/containers/auth.json', '/run/user/1000', 'linux'],
    [true, '/mine/containers/auth.json', '/mine', 'linux'],
    [true, '/mine/containers/auth.json', '/mine/', 'linux'],
    [false, '/mine-too/auth.json', '/mine', 'linux'],
    [false, '/runner/auth.json', '', 'linux'],
    [false, '/home/ada/.docker/config.json', '/run/user/1000', 'linux'],
    [false, '/run/containers/0/auth.json', '', 'darwin'],
  ])('is %s of %s with XDG_RUNTIME_DIR %j on %s', (temporary, file, runtime, platform) => {
    expect(isTemporary(file, { env: { XDG_RUNTIME_DIR: runtime }, platform })).toBe(temporary)
  })
})
