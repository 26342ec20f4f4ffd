import { describe, expect, it } from 'vitest'
import type { EngineLogin } from '../../src/engines/engine-login.ts'
import { loginInUse } from '../../src/engines/login-in-use.ts'

const login = (username: string, changes: Partial<EngineLogin>): EngineLogin => ({
  engine: 'docker',
  username,
  file: '/home/ada/.docker/config.json',
  place: '',
  helper: undefined,
  key: 'quay.io',
  deliverable: true,
  ...changes,
})

const inDocker = login('docker', {})
const byHelper = login('helper', { helper: 'pass' })
const inRuntime = login('runtime', { engine: 'podman', file: '/run/user/1/containers/auth.json' })
const inHome = login('home', { engine: 'podman', file: '/home/ada/.config/containers/auth.json' })
const ofPath = login('path', { ...inRuntime, username: 'path', key: 'quay.io/deepgram' })
const ofOther = login('other', { ...inRuntime, username: 'other', key: 'quay.io/acme' })
const inHelm = login('helm', { engine: 'helm', file: '/home/ada/.config/helm/registry/config.json' })

describe('loginInUse', () => {
  it.each<[engine: Parameters<typeof loginInUse>[0], logins: EngineLogin[], username: string | undefined]>([
    ['docker', [inDocker], 'docker'],
    ['docker', [inDocker, byHelper], 'helper'],
    ['docker', [inRuntime], undefined],
    ['podman', [inDocker, inRuntime, inHome], 'runtime'],
    ['podman', [inDocker, inHome], 'home'],
    ['podman', [inRuntime, ofPath, inHome], 'path'],
    ['podman', [ofOther, inRuntime], 'runtime'],
    ['podman', [ofOther, inHome], 'home'],
    ['skopeo', [inRuntime], 'runtime'],
    ['buildah', [inDocker], 'docker'],
    ['helm', [inDocker, inHelm], 'helm'],
    ['helm', [inDocker, inRuntime], 'docker'],
    ['helm', [], undefined],
  ])('%s', (engine, logins, username) => {
    expect(loginInUse(engine, logins, 'deepgram')?.username).toBe(username)
  })
})
