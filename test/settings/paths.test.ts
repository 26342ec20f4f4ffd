import { describe, expect, it } from 'vitest'
import { resolvePaths } from '../../src/settings/paths.ts'

const home = '/home/ada'

describe('resolvePaths', () => {
  it.each<
    [reason: string, platform: NodeJS.Platform, env: Record<string, string>, config: string, state: string]
  >([
    ['below the home directory', 'linux', {}, '/home/ada/.config/dgsh', '/home/ada/.local/state/dgsh'],
    ['the same on macOS', 'darwin', {}, '/home/ada/.config/dgsh', '/home/ada/.local/state/dgsh'],
    [
      'in the XDG directories',
      'linux',
      { XDG_CONFIG_HOME: '/c', XDG_STATE_HOME: '/s' },
      '/c/dgsh',
      '/s/dgsh',
    ],
    [
      'not in a relative XDG directory, which does not count',
      'linux',
      { XDG_CONFIG_HOME: 'c', XDG_STATE_HOME: '' },
      '/home/ada/.config/dgsh',
      '/home/ada/.local/state/dgsh',
    ],
    [
      'in its own directories first',
      'linux',
      { DGSH_CONFIG_DIR: '/mine', DGSH_STATE_DIR: '/state', XDG_CONFIG_HOME: '/c' },
      '/mine',
      '/state',
    ],
    [
      'an empty variable counts as not set',
      'linux',
      { DGSH_CONFIG_DIR: '', DGSH_STATE_DIR: '' },
      '/home/ada/.config/dgsh',
      '/home/ada/.local/state/dgsh',
    ],
    [
      'in AppData on Windows',
      'win32',
      { APPDATA: '/roaming', LOCALAPPDATA: '/local' },
      '/roaming/dgsh',
      '/local/dgsh',
    ],
    [
      'below the home directory on Windows too',
      'win32',
      {},
      '/home/ada/AppData/Roaming/dgsh',
      '/home/ada/AppData/Local/dgsh',
    ],
    [
      'in its own directories on Windows',
      'win32',
      { DGSH_CONFIG_DIR: '/mine', DGSH_STATE_DIR: '/state', APPDATA: '/roaming' },
      '/mine',
      '/state',
    ],
  ])('are %s', (_, platform, env, config, state) => {
    expect(resolvePaths({ env, platform, home, cwd: '/work' })).toEqual({ config, state })
  })

  it('are relative to the working directory, and nowhere when that was removed', () => {
    const env = { DGSH_CONFIG_DIR: 'mine', DGSH_STATE_DIR: '/state' }
    const question = { env, platform: 'linux', home } as const
    expect(resolvePaths({ ...question, cwd: '/work' })).toEqual({ config: '/work/mine', state: '/state' })
    expect(resolvePaths({ ...question, cwd: undefined })).toEqual({ config: undefined, state: '/state' })
  })
})
