import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/auth/logout.ts'
import { testContext } from '../../helpers/context.ts'

describe('dgsh auth logout', () => {
  it('forgets the key of the profile, and neither that of another nor the settings', async () => {
    const { context, stdout, stderr } = testContext()
    const [store, file] = [await context.stores.chosen(), await context.settingsFile()]
    await store.set('api-key:default', 'one')
    await store.set('api-key:staging', 'two')
    await file.changeProfile('default', { project: 'p' })
    expect(await run(context)).toBe(0)
    expect(await store.get('api-key:default')).toBeUndefined()
    expect(await store.get('api-key:staging')).toBe('two')
    expect(await file.readProfile('default')).toEqual({ project: 'p' })
    expect(stdout()).toBe('')
    expect(stderr()).toMatch(
      /^✓ the API key of profile default is deleted from .*\n {2}it still works: .*console\n$/,
    )
  })

  it('takes having had none as no error', async () => {
    const { context, stderr } = testContext({ flags: { profile: 'staging' } })
    expect(await run(context)).toBe(0)
    expect(stderr()).toBe('note: there was no API key kept for profile staging\n')
  })

  it('says that the key of the environment is still there', async () => {
    const { context, stderr } = testContext({ env: { DEEPGRAM_API_KEY: 'x' } })
    await run(context)
    expect(stderr()).toContain('note: DEEPGRAM_API_KEY is still set\n')
  })
})
