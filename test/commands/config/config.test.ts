import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run as change } from '../../../src/commands/config/change.ts'
import { run as get } from '../../../src/commands/config/get.ts'
import { run as list } from '../../../src/commands/config/list.ts'
import { run as path } from '../../../src/commands/config/path.ts'
import type { SettingKey } from '../../../src/settings/keys.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'
import { errorOf } from '../../helpers/thrown.ts'

const onDisk = (config: string) => JSON.parse(readFileSync(join(config, 'config.json'), 'utf8'))

describe('dgsh config set', () => {
  it.each<[key: SettingKey, value: string, kept: string, home?: object]>([
    ['project', 'p-1', 'p-1'],
    [
      'api_url',
      'https://api.example.com/',
      'https://api.example.com',
      // What was kept before was kept for this one.
      { kept_for_api_url: 'https://api.deepgram.com' },
    ],
    ['registry', 'Quay.io', 'quay.io'],
    ['engine', 'podman', 'podman'],
    ['store', 'file', 'file'],
    ['output', 'wide', 'wide'],
    ['timeout', '5.50', '5.5'],
  ])('keeps %s %s', async (key, value, kept, home) => {
    const { context, stdout, stderr } = testContext()
    expect(await change({ key, value }, context)).toBe(0)
    expect(onDisk(context.host.paths.config)).toEqual({ profiles: { default: { [key]: kept, ...home } } })
    expect(stdout()).toBe('')
    expect(stderr()).toBe(`${key} of profile default is now ${kept}.\n`)
  })

  it('refuses a bad value, and keeps nothing', async () => {
    const { context } = testContext()
    const error = await errorOf(() => change({ key: 'engine', value: 'rkt' }, context))
    expect(error).toMatchObject({ code: 'usage', message: 'engine cannot be "rkt"' })
    expect(await (await context.settingsFile()).profileNames()).toEqual([])
  })

  it('changes the profile that is named', async () => {
    const { context } = testContext({ env: { DGSH_PROFILE: 'staging' } })
    await change({ key: 'engine', value: 'podman' }, context)
    expect(onDisk(context.host.paths.config)).toEqual({ profiles: { staging: { engine: 'podman' } } })
  })

  it('mends a profile in which another value is bad', async () => {
    const { context } = testContext()
    const file = await context.settingsFile()
    await file.changeProfile('default', { timeout: 'x', engine: 'rkt' })
    expect(await change({ key: 'timeout', value: '5' }, context)).toBe(0)
    expect(await change({ key: 'engine', value: undefined }, context)).toBe(0)
    expect(await file.readProfile('default')).toEqual({ timeout: '5' })
  })

  it('says when a variable overrides it', async () => {
    const { context, stderr } = testContext({ env: { DGSH_TIMEOUT: '9' } })
    await change({ key: 'timeout', value: '5' }, context)
    expect(stderr()).toContain('note: DGSH_TIMEOUT is set and overrides the profile\n')
  })
})

describe('dgsh config unset', () => {
  it('removes the value', async () => {
    const { context, stderr } = testContext()
    await (await context.settingsFile()).changeProfile('default', { engine: 'podman', project: 'p' })
    expect(await change({ key: 'engine', value: undefined }, context)).toBe(0)
    expect(onDisk(context.host.paths.config)).toEqual({ profiles: { default: { project: 'p' } } })
    expect(stderr()).toBe('engine is removed from profile default.\n')
  })

  it('takes a value that is not there as no error', async () => {
    expect(await change({ key: 'engine', value: undefined }, testContext().context)).toBe(0)
  })
})

describe('dgsh config get', () => {
  it.each<[key: SettingKey, setup: TestSetup, text: string]>([
    ['registry', {}, 'quay.io\n'],
    ['timeout', { env: { DGSH_TIMEOUT: '9' } }, '9\n'],
    ['timeout', { flags: { timeout: '0.5' } }, '0.5\n'],
    [
      'registry',
      { flags: { output: 'json' } },
      '{\n  "key": "registry",\n  "value": "quay.io",\n  "source": "default"\n}\n',
    ],
  ])('prints %s with %j', async (key, setup, text) => {
    const { context, stdout } = testContext(setup)
    expect(await get({ key }, context)).toBe(0)
    expect(stdout()).toBe(text)
  })

  it('prints the bare value also when the profile asks for JSON', async () => {
    const { context, stdout } = testContext()
    await (await context.settingsFile()).changeProfile('default', { output: 'json' })
    await get({ key: 'output' }, context)
    expect(stdout()).toBe('json\n')
  })

  it('fails for one that has no value', async () => {
    const { context } = testContext()
    expect(await errorOf(() => get({ key: 'engine' }, context))).toMatchObject({
      code: 'failed',
      message: 'engine has no value',
      hint: 'to set it: dgsh config set engine <value>',
    })
  })
})

describe('dgsh config list', () => {
  it('lists every setting, and where it came from', async () => {
    const { context, stdout } = testContext({
      flags: { output: 'csv', registry: 'r.example' },
      env: { DGSH_TIMEOUT: '9' },
    })
    await (await context.settingsFile()).changeProfile('default', { engine: 'podman' })
    expect(await list(context)).toBe(0)
    expect(stdout().split('\n')).toEqual([
      'key,value,source,origin',
      'project,,default,default',
      'api_url,https://api.deepgram.com,default,default',
      'registry,r.example,option,--registry',
      'engine,podman,profile,profile default',
      'store,,default,default',
      'store_typed,ask,default,default',
      'install_helper,ask,default,default',
      'output,csv,option,--output',
      'timeout,9,environment,DGSH_TIMEOUT',
      '',
    ])
  })

  it('has null in JSON for what has no value', async () => {
    const { context, stdout } = testContext({ flags: { output: 'json' } })
    await list(context)
    expect(JSON.parse(stdout())[0]).toEqual({
      key: 'project',
      value: null,
      source: 'default',
      origin: 'default',
    })
  })
})

describe('dgsh config path', () => {
  it('prints the path, whether the file exists or not', async () => {
    const { context, stdout } = testContext()
    expect(await path(context)).toBe(0)
    expect(stdout()).toBe(`${join(context.host.paths.config, 'config.json')}\n`)
  })
})
