import { describe, expect, it } from 'vitest'
import { dockerConfigPath } from '../../src/engines/docker-config.ts'

describe('dockerConfigPath', () => {
  it.each<[env: Record<string, string>, path: string | undefined]>([
    [{ HOME: '/home/ada' }, '/home/ada/.docker/config.json'],
    [{ HOME: '/home/ada', DOCKER_CONFIG: '/mine' }, '/mine/config.json'],
    [{ HOME: '/home/ada', DOCKER_CONFIG: '' }, '/home/ada/.docker/config.json'],
    [{ USERPROFILE: '/users/ada' }, '/users/ada/.docker/config.json'],
    [{}, undefined],
  ])('in %j is %s', (env, path) => {
    expect(dockerConfigPath({ env, platform: 'linux' })).toBe(path)
  })
})
