import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { dockerConfigPath, isBrokenJson } from '../../src/engines/docker-config.ts'
import { temporaryDirectory } from '../helpers/temporary.ts'

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

describe('isBrokenJson', () => {
  it.each([
    ['{"auths":{}}', false],
    ['{"auths":', true],
    ['auths: {}', true],
    // docker takes an empty file for an empty config, without a warning; nothing can be lost.
    ['', false],
  ])('of a file with %j is %s', (content, expected) => {
    const path = join(temporaryDirectory(), 'config.json')
    writeFileSync(path, content)
    expect(isBrokenJson(path)).toBe(expected)
  })

  it('is false for a file that is not there or is a directory', () => {
    expect(isBrokenJson('/nowhere/config.json')).toBe(false)
    expect(isBrokenJson(temporaryDirectory())).toBe(false)
  })
})
