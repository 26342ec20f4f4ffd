import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/profiles/list.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'

async function listed(setup: TestSetup = {}) {
  const made = testContext(setup)
  const { context } = made
  const [file, store] = [await context.settingsFile(), await context.stores.open('file')]
  await file.changeProfile('staging', { project: 'p-2', api_url: 'https://api.example.com', store: 'file' })
  await file.changeProfile('default', { project: 'p-1', store: 'file' })
  await file.changeProfile('vault', { store: 'command:op read op://vault/key' })
  await store.all.set('api-key:default', 'one')
  await store.all.set('api-key:staging@api.example.com', 'two')
  await store.all.set('api-key:staging-2', 'three')
  return { ...made, file }
}

describe('dgsh profiles list', () => {
  it('shows each with its project, where its key is kept, and which one is in use', async () => {
    const { context, stdout, stderr } = await listed()
    expect(await run(context)).toBe(0)
    expect(stdout()).toBe(
      [
        'NAME      PROJECT   API KEY   CURRENT',
        'default   p-1       file      in use',
        'staging   p-2       file',
        'vault               command',
        '',
      ].join('\n'),
    )
    expect(stderr()).toBe('')
  })

  it('shows whole data in JSON', async () => {
    const { context, stdout, file } = await listed({ flags: { output: 'json' } })
    await file.useProfile('staging')
    await run(context)
    expect(JSON.parse(stdout())[1]).toEqual({
      name: 'staging',
      project: 'p-2',
      api_key: 'file',
      current: true,
      api_url: 'https://api.example.com',
      registry: 'quay.io',
    })
  })

  it('has the profile in use, even where nothing is stored for it', async () => {
    const { context, stdout } = testContext({ flags: { profile: 'new', output: 'csv' } })
    await run(context)
    expect(stdout()).toBe(
      'name,project,api_key,current,api_url,registry\nnew,,none,in use,https://api.deepgram.com,quay.io\n',
    )
  })

  it('says why it cannot see a key, and lists the profile', async () => {
    const { context, stdout, stderr } = testContext({ flags: { output: 'csv', columns: 'name,api_key' } })
    await (await context.settingsFile()).changeProfile('odd', { store: 'nonsense' })
    mkdirSync(context.host.paths.state, { recursive: true, mode: 0o700 })
    writeFileSync(join(context.host.paths.state, 'store.json'), 'broken', { mode: 0o600 })
    expect(await run(context)).toBe(0)
    expect(stdout()).toBe('name,api_key\ndefault,unknown\nodd,unknown\n')
    expect(stderr()).toMatch(
      /^note: dgsh cannot see which API keys file has: .*\nnote: dgsh cannot see which API keys nonsense has: .*\n$/,
    )
  })
})
