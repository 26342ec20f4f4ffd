import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeBorrowed } from '../../../src/engines/borrowed/write.ts'
import { temporaryDirectory } from '../../helpers/temporary.ts'

const TEXTS = { docker: '{"d":1}', shared: '{"s":1}', helm: '{"h":1}', variable: undefined, unreadable: [] }

describe('writeBorrowed', () => {
  it('writes the files, and links all else that is beside the config file of docker', () => {
    const [directory, own] = [temporaryDirectory(), temporaryDirectory()]
    mkdirSync(join(own, 'contexts'))
    for (const name of ['config.json', 'config.json.lock', 'config.json123', '.token_seed', 'auth.json'])
      writeFileSync(join(own, name), name)
    symlinkSync('/nowhere', join(own, 'dangling'))
    const { env, authFile } = writeBorrowed(directory, { ...TEXTS, dockerDirectory: own })
    const docker = join(directory, 'docker')
    expect(env).toEqual({
      DOCKER_CONFIG: docker,
      REGISTRY_AUTH_FILE: authFile,
      HELM_REGISTRY_CONFIG: join(directory, 'helm.json'),
    })
    expect(readFileSync(join(docker, 'config.json'), 'utf8')).toBe(TEXTS.docker)
    expect(readFileSync(authFile, 'utf8')).toBe(TEXTS.shared)
    expect(readFileSync(join(directory, 'helm.json'), 'utf8')).toBe(TEXTS.helm)
    for (const file of [join(docker, 'config.json'), authFile, join(directory, 'helm.json')])
      expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(docker).sort()).toEqual([
      '.token_seed',
      'auth.json',
      'config.json',
      'contexts',
      'dangling',
    ])
    expect(readlinkSync(join(docker, 'contexts'))).toBe(join(own, 'contexts'))
  })

  it('needs no directory of docker, and sets the variable that it is given', () => {
    for (const dockerDirectory of [undefined, '/nowhere/.docker']) {
      const { env } = writeBorrowed(temporaryDirectory(), { ...TEXTS, variable: '{}', dockerDirectory })
      expect(env.DOCKER_AUTH_CONFIG).toBe('{}')
    }
  })

  it('throws what keeps it from writing', () => {
    const directory = join(temporaryDirectory(), 'missing')
    const write = () => writeBorrowed(directory, { ...TEXTS, dockerDirectory: undefined })
    expect(write).toThrow(
      expect.objectContaining({ code: 'file_unusable', message: expect.stringContaining('(ENOENT)') }),
    )
    expect(existsSync(directory)).toBe(false)
  })
})
