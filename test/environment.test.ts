import { describe, expect, it } from 'vitest'
import { readArguments, readEnvironment } from '../src/environment.ts'

describe('readEnvironment', () => {
  it.each([
    'DEEPGRAM_API_KEY',
    'DEEPGRAM_PROJECT_ID',
    'DGSH_REGISTRY',
    'DGSH_CONFIG_DIR',
    'HTTPS_PROXY',
    'https_proxy',
    'HTTP_PROXY',
    'all_proxy',
    'NO_PROXY',
    'no_proxy',
    'SSL_CERT_FILE',
    'NO_COLOR',
    'FORCE_COLOR',
    'CLICOLOR',
    'CLICOLOR_FORCE',
    'COLORTERM',
    'TERM',
    'CI',
  ])('takes line ends and spaces away from %s', (name) => {
    for (const end of ['\r', '\r\n', '\n', ' ', ''])
      expect(readEnvironment({ [name]: `a b${end}` }, 'linux')).toEqual({
        env: { [name]: 'a b' },
        spoiled: [],
      })
  })

  it.each([
    'HOME',
    'PATH',
    'DOCKER_CONFIG',
    'DOCKER_HOST',
    'REGISTRY_AUTH_FILE',
    'XDG_RUNTIME_DIR',
    'HELM_REGISTRY_CONFIG',
    'NODE_EXTRA_CA_CERTS',
  ])('leaves %s as the engines read it, and names it', (name) => {
    expect(readEnvironment({ [name]: '/a\r' }, 'linux')).toEqual({ env: { [name]: '/a\r' }, spoiled: [name] })
    expect(readEnvironment({ [name]: '/a ' }, 'linux')).toEqual({ env: { [name]: '/a ' }, spoiled: [] })
  })

  it('leaves what is of nobody here alone', () => {
    const env = { PS1: '$ ', MY_SECRET: 'x\r', UNSET: undefined }
    expect(readEnvironment(env, 'linux')).toEqual({ env, spoiled: [] })
  })

  it('knows no case in names on Windows', () => {
    expect(readEnvironment({ Path: 'C:\\', Dgsh_Registry: 'x ' }, 'win32').env).toEqual({
      PATH: 'C:\\',
      DGSH_REGISTRY: 'x',
    })
  })
})

describe('readArguments', () => {
  it.each<[words: string[], read: string[]]>([
    [
      ['creds', 'show', '8b1f\r'],
      ['creds', 'show', '8b1f'],
    ],
    [
      ['--registry=quay.io\r', '--project', 'x\r\n'],
      ['--registry=quay.io', '--project', 'x'],
    ],
    [
      ['creds', 'list', 'a\rb'],
      ['creds', 'list', 'a\rb'],
    ],
    [
      ['sandbox\r', '--', 'sh', '-c', 'x\r\n'],
      ['sandbox', '--', 'sh', '-c', 'x\r\n'],
    ],
    [[], []],
  ])('%j', (words, read) => {
    expect(readArguments(words)).toEqual(read)
  })
})
