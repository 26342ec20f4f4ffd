import { describe, expect, it } from 'vitest'
import { loginArguments, loginLine, logoutArguments } from '../../src/engines/argv.ts'
import { ENGINE_NAMES, type EngineName } from '../../src/vocabulary.ts'

const registry = 'quay.io'
const username = 'deepgram+1b4e28ba'

describe('loginArguments', () => {
  it.each<[engine: EngineName, tlsVerify: boolean, line: string]>([
    ['docker', true, 'login quay.io --username deepgram+1b4e28ba --password-stdin'],
    ['docker', false, 'login quay.io --username deepgram+1b4e28ba --password-stdin'],
    ['podman', true, 'login --username deepgram+1b4e28ba --password-stdin quay.io'],
    ['podman', false, 'login --username deepgram+1b4e28ba --password-stdin --tls-verify=false quay.io'],
    ['skopeo', true, 'login --username deepgram+1b4e28ba --password-stdin quay.io'],
    ['skopeo', false, 'login --username deepgram+1b4e28ba --password-stdin --tls-verify=false quay.io'],
    ['buildah', true, 'login --username deepgram+1b4e28ba --password-stdin quay.io'],
    ['buildah', false, 'login --username deepgram+1b4e28ba --password-stdin --tls-verify=false quay.io'],
    ['helm', true, 'registry login --username deepgram+1b4e28ba --password-stdin quay.io'],
    ['helm', false, 'registry login --username deepgram+1b4e28ba --password-stdin --plain-http quay.io'],
  ])('of %s (TLS checked: %s)', (engine, tlsVerify, line) => {
    expect(loginArguments({ engine, registry, username, tlsVerify })).toEqual(line.split(' '))
  })

  it('keeps a username with spaces or quotes one argument', () => {
    const odd = "a b'c"
    expect(loginArguments({ engine: 'docker', registry, username: odd, tlsVerify: true })).toContain(odd)
  })
})

describe('logoutArguments', () => {
  it.each<[engine: EngineName, line: string]>([
    ['docker', 'logout quay.io'],
    ['podman', 'logout quay.io'],
    ['skopeo', 'logout quay.io'],
    ['buildah', 'logout quay.io'],
    ['helm', 'registry logout quay.io'],
  ])('of %s', (engine, line) => {
    expect(logoutArguments(engine, registry)).toEqual(line.split(' '))
  })
})

describe('loginLine', () => {
  it.each<[engine: EngineName, line: string]>([
    ['docker', 'docker login quay.io --username deepgram+1b4e28ba'],
    ['helm', 'helm registry login --username deepgram+1b4e28ba quay.io'],
  ])('is what to type for %s', (engine, line) => {
    expect(loginLine(engine, registry, username)).toBe(line)
  })

  it.each(ENGINE_NAMES)('of %s never takes the secret as an argument', (engine) => {
    expect(loginLine(engine, registry, username)).not.toContain('password')
  })

  it('puts the options of buildah before the registry: it takes none after it', () => {
    expect(loginLine('buildah', registry, username)).toBe(
      'buildah login --username deepgram+1b4e28ba quay.io',
    )
  })
})
