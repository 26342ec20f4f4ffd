import { describe, expect, it } from 'vitest'
import { deliveryOf, type EngineLogin } from '../../src/engines/engine-login.ts'

describe('deliveryOf', () => {
  it.each<[login: Partial<EngineLogin>, registry: string, env: Record<string, string>]>([
    [{ engine: 'docker', key: 'quay.io' }, 'quay.io', {}],
    [{ engine: 'docker', key: 'https://quay.io', helper: 'osxkeychain' }, 'quay.io', {}],
    [{ engine: 'helm', key: 'quay.io' }, 'quay.io', {}],
    [{ engine: 'podman', key: 'quay.io/deepgram' }, 'quay.io/deepgram', { REGISTRY_AUTH_FILE: '/file' }],
    [{ engine: 'skopeo', key: 'quay.io' }, 'quay.io', { REGISTRY_AUTH_FILE: '/file' }],
  ])('of %j', (login, registry, env) => {
    expect(deliveryOf({ file: '/file', ...login } as EngineLogin)).toEqual({ registry, env })
  })
})
