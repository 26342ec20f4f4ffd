import { describe, expect, it } from 'vitest'
import { oneOf, parseRegistry, SETTING_KEYS, SETTINGS, type SettingKey } from '../../src/settings/keys.ts'
import { errorOf } from '../helpers/thrown.ts'

describe('SETTINGS', () => {
  it('has the keys of the contract, in the order in which they are listed', () => {
    expect(SETTING_KEYS).toEqual([
      'project',
      'api_url',
      'registry',
      'engine',
      'store',
      'store_typed',
      'install_helper',
      'output',
      'timeout',
    ])
  })

  it('has the defaults of the contract', () => {
    const fallbacks = Object.values(SETTINGS).map(({ fallback }) => fallback)
    expect(fallbacks).toEqual([
      undefined,
      'https://api.deepgram.com',
      'quay.io',
      undefined,
      undefined,
      'ask',
      'ask',
      'table',
      30,
    ])
  })

  it.each<[key: SettingKey, text: string, value: unknown]>([
    ['project', '123e4567-e89b-12d3-a456-426614174000', '123e4567-e89b-12d3-a456-426614174000'],
    ['project', 'not_a-uuid', 'not_a-uuid'],
    ['api_url', 'https://api.deepgram.com', 'https://api.deepgram.com'],
    ['api_url', 'https://api.deepgram.com/', 'https://api.deepgram.com'],
    ['api_url', 'https://proxy.example/deepgram//', 'https://proxy.example/deepgram'],
    ['api_url', 'https://api.deepgram.com/v1', 'https://api.deepgram.com'],
    ['api_url', 'https://api.deepgram.com/v1/', 'https://api.deepgram.com'],
    ['api_url', 'https://api.deepgram.com/v1/projects', 'https://api.deepgram.com'],
    ['api_url', 'https://api.deepgram.com/v1/projects/123/self-hosted/', 'https://api.deepgram.com'],
    ['api_url', 'https://proxy.example/deepgram/v1', 'https://proxy.example/deepgram'],
    ['api_url', 'https://proxy.example/v1beta', 'https://proxy.example/v1beta'],
    ['api_url', 'https://proxy.example/deepgram-v1', 'https://proxy.example/deepgram-v1'],
    ['api_url', 'HTTPS://API.Deepgram.com:8443', 'https://api.deepgram.com:8443'],
    ['api_url', 'http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['api_url', 'http://127.8.9.1', 'http://127.8.9.1'],
    ['api_url', 'http://localhost:8080/', 'http://localhost:8080'],
    ['api_url', 'http://[::1]:8080', 'http://[::1]:8080'],
    ['registry', 'quay.io', 'quay.io'],
    ['registry', 'Registry.Example.com:5000', 'registry.example.com:5000'],
    ['registry', '127.0.0.1:5000', '127.0.0.1:5000'],
    ['registry', '[::1]:5000', '[::1]:5000'],
    ['registry', 'localhost', 'localhost'],
    ['registry', 'xn--bcher-kva.example:443', 'xn--bcher-kva.example:443'],
    ['engine', 'podman', 'podman'],
    ['store', 'file', 'file'],
    ['output', 'wide', 'wide'],
    ['timeout', '5', 5],
    ['timeout', '0.5', 0.5],
    ['timeout', '3600', 3600],
  ])('reads %s %s', (key, text, value) => {
    expect(SETTINGS[key].parse(text, key)).toBe(value)
  })

  it.each<[key: SettingKey, text: string]>([
    ['project', ''],
    ['project', 'a/b'],
    ['project', '../../x'],
    ['project', 'a b'],
    ['project', 'p?x=1'],
    ['registry', ''],
    ['registry', 'https://quay.io'],
    ['registry', 'quay.io/deepgram'],
    ['registry', '-quay.io'],
    ['registry', '--config'],
    ['registry', 'quay.io:'],
    ['registry', 'quay.io:port'],
    ['registry', 'quay.io:99999'],
    ['registry', 'quay..io'],
    ['registry', '1.2.3.4.5'],
    ['registry', '1.2.3.400'],
    ['registry', '127.1'],
    ['registry', '0x7f.0.0.1'],
    ['registry', 'xn--a'],
    ['registry', 'xn--a.example:5000'],
    ['registry', '[::1::]'],
    ['registry', 'user@quay.io'],
    ['registry', 'a b'],
    ['engine', 'rkt'],
    ['engine', ''],
    ['engine', 'Docker'],
    ['store', 'keychain-of-mine'],
    ['output', 'xml'],
    ['output', 'JSON'],
    ['timeout', '0'],
    ['timeout', '-1'],
    ['timeout', '3601'],
    ['timeout', '5s'],
    ['timeout', '1e3'],
    ['timeout', 'Infinity'],
    ['timeout', ''],
    ['api_url', ''],
    ['api_url', 'api.deepgram.com'],
    ['api_url', 'ftp://api.deepgram.com'],
    ['api_url', 'file:///etc/passwd'],
  ])('refuses %s "%s", and says where the value came from', async (key, text) => {
    const error = await errorOf(() => SETTINGS[key].parse(text, 'DGSH_X'))
    expect(error).toMatchObject({ code: 'usage', message: `DGSH_X cannot be "${text}"` })
    expect(error.hint).toBeTruthy()
  })

  it.each([
    'http://api.deepgram.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://10.0.0.1',
    'http://[::2]',
    'http://0.0.0.0',
  ])('refuses %s, where plain http would show the API key to the network', async (text) => {
    expect((await errorOf(() => SETTINGS.api_url.parse(text, 'x'))).hint).toContain('loopback only')
  })

  it.each([
    'https://user@api.deepgram.com',
    'https://user:hunter22@api.deepgram.com',
    'https://:hunter22@api.deepgram.com',
    'https://api.deepgram.com?key=hunter22',
    'https://api.deepgram.com#hunter22',
  ])('refuses %s without repeating it: it may hold a password', async (text) => {
    const error = await errorOf(() => SETTINGS.api_url.parse(text, '--api-url'))
    expect(error).toMatchObject({
      code: 'usage',
      message: '--api-url may hold no user, password, query or fragment',
    })
    expect(error.message + error.hint).not.toContain('hunter22')
  })
})

describe('parseRegistry', () => {
  it('takes nothing that an engine could read as an option', async () => {
    expect((await errorOf(() => parseRegistry('-x', 'the registry'))).code).toBe('usage')
  })
})

describe('oneOf', () => {
  it('lists what would have been right', async () => {
    expect(await errorOf(() => oneOf(['a', 'b'])('c', 'x'))).toMatchObject({ hint: 'use one of: a, b' })
  })
})
