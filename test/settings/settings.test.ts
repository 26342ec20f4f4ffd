import { describe, expect, it } from 'vitest'
import type { GlobalFlags } from '../../src/ports.ts'
import { SETTING_KEYS, type SettingKey } from '../../src/settings/keys.ts'
import { type ProfileValues, resolveProfile, resolveSettings } from '../../src/settings/settings.ts'
import { errorOf } from '../helpers/thrown.ts'

/** Every key with a value for each of its sources; a key without an option or variable has none there. */
const SOURCES: [key: SettingKey, flags: GlobalFlags, variable: string, profile: string, values: unknown[]][] =
  [
    [
      'project',
      { project: 'p-option' },
      'DEEPGRAM_PROJECT_ID=p-env',
      'p-profile',
      ['p-option', 'p-env', 'p-profile', undefined],
    ],
    [
      'api_url',
      { apiUrl: 'https://option' },
      'DGSH_API_URL=https://env',
      'https://profile',
      ['https://option', 'https://env', 'https://profile', 'https://api.deepgram.com'],
    ],
    [
      'registry',
      { registry: 'option' },
      'DGSH_REGISTRY=env',
      'profile',
      ['option', 'env', 'profile', 'quay.io'],
    ],
    ['engine', {}, '', 'podman', ['podman', 'podman', 'podman', undefined]],
    ['store', {}, '', 'file', ['file', 'file', 'file', undefined]],
    ['store_typed', {}, '', 'never', ['never', 'never', 'never', 'ask']],
    ['install_helper', {}, '', 'never', ['never', 'never', 'never', 'ask']],
    ['output', { output: 'json' }, '', 'wide', ['json', 'wide', 'wide', 'table']],
    ['timeout', { timeout: '1' }, 'DGSH_TIMEOUT=2', '3', [1, 2, 3, 30]],
  ]

function environment(variable: string): Record<string, string> {
  const [name = '', value = ''] = variable.split('=')
  return name === '' ? {} : { [name]: value }
}

describe('resolveSettings', () => {
  it('is tested with every key', () => {
    expect(SOURCES.map(([key]) => key)).toEqual(SETTING_KEYS)
  })

  it.each(SOURCES)(
    'takes %s from option, environment, profile and default, in this order',
    (key, flags, variable, profile, expected) => {
      const env = environment(variable)
      const values: ProfileValues = { [key]: profile }
      const settings = [
        resolveSettings(flags, env, values),
        resolveSettings({}, env, values),
        resolveSettings({}, {}, values),
        resolveSettings({}, {}, {}),
      ].map((all) => all[key])
      expect(settings.map(({ value }) => value)).toEqual(expected)
      expect(settings.at(3)).toMatchObject({ source: 'default', origin: 'default' })
      expect(settings.at(2)).toMatchObject({ source: 'profile', origin: 'profile default' })
    },
  )

  it('tells each value by the option or variable it came from', () => {
    const { project, timeout } = resolveSettings({ project: 'p' }, { DGSH_TIMEOUT: '5' }, {})
    expect(project).toEqual({ value: 'p', source: 'option', origin: '--project' })
    expect(timeout).toEqual({ value: 5, source: 'environment', origin: 'DGSH_TIMEOUT' })
  })

  it('takes an empty variable as not set', () => {
    expect(resolveSettings({}, { DGSH_REGISTRY: '' }, { registry: 'mine' }).registry.value).toBe('mine')
  })

  it('takes an empty option as given, and wrong', async () => {
    expect((await errorOf(() => resolveSettings({ registry: '' }, {}, {}))).message).toBe(
      '--registry cannot be ""',
    )
  })

  it.each<[flags: GlobalFlags, env: Record<string, string>, values: ProfileValues, message: string]>([
    [{ timeout: 'x' }, {}, {}, '--timeout cannot be "x"'],
    [{}, { DGSH_TIMEOUT: 'x' }, {}, 'DGSH_TIMEOUT cannot be "x"'],
    [{ profile: 'staging' }, {}, { timeout: 'x' }, 'timeout of profile staging cannot be "x"'],
  ])('says where a bad value came from: %j %j %j', async (flags, env, values, message) => {
    expect(await errorOf(() => resolveSettings(flags, env, values))).toMatchObject({ code: 'usage', message })
  })

  it('does not look at a bad value that another goes before', () => {
    expect(resolveSettings({ timeout: '5' }, { DGSH_TIMEOUT: 'x' }, { timeout: 'y' }).timeout.value).toBe(5)
  })
})

describe('resolveProfile', () => {
  it.each<[flags: GlobalFlags, env: Record<string, string>, value: string, source: string]>([
    [{ profile: 'a' }, { DGSH_PROFILE: 'b' }, 'a', 'option'],
    [{}, { DGSH_PROFILE: 'b' }, 'b', 'environment'],
    [{}, { DGSH_PROFILE: '' }, 'default', 'default'],
    [{}, {}, 'default', 'default'],
  ])('of %j and %j is %s (%s)', (flags, env, value, source) => {
    expect(resolveProfile(flags, env)).toMatchObject({ value, source })
  })

  it.each<
    [
      flags: GlobalFlags,
      env: Record<string, string>,
      current: string | undefined,
      value: string,
      source: string,
    ]
  >([
    [{ profile: 'a' }, { DGSH_PROFILE: 'b' }, 'c', 'a', 'option'],
    [{}, { DGSH_PROFILE: 'b' }, 'c', 'b', 'environment'],
    [{}, { DGSH_PROFILE: '' }, 'c', 'c', 'config'],
    [{}, {}, undefined, 'default', 'default'],
  ])('of %j, %j and the current one %s is %s (%s)', (flags, env, current, value, source) => {
    expect(resolveProfile(flags, env, current)).toMatchObject({ value, source })
    expect(resolveSettings(flags, env, {}, current).profile).toMatchObject({ value, source })
  })

  it('says where a bad name in the file is, and how to leave it', async () => {
    expect(await errorOf(() => resolveProfile({}, {}, 'a b'))).toMatchObject({
      code: 'usage',
      message: 'current_profile in config.json cannot be "a b"',
      hint: 'to go back to the default profile: dgsh profiles use default',
    })
  })

  it.each(['a', 'staging', 'eu-1', 'a.b_c', '0', 'x'.repeat(64)])('may be called %s', (profile) => {
    expect(resolveProfile({ profile }, {}).value).toBe(profile)
  })

  it.each([
    '',
    '.',
    '..',
    '-x',
    '_x',
    '__proto__',
    'constructor',
    'prototype',
    'a/b',
    'a b',
    'é',
    'x'.repeat(65),
    'a\n',
  ])('may not be called %j', async (profile) => {
    expect(await errorOf(() => resolveProfile({ profile }, {}))).toMatchObject({
      code: 'usage',
      message: `--profile cannot be "${profile}"`,
    })
  })
})
