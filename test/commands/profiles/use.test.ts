import { describe, expect, it } from 'vitest'
import { run } from '../../../src/commands/profiles/use.ts'
import { type TestSetup, testContext } from '../../helpers/context.ts'
import { errorOf } from '../../helpers/thrown.ts'

async function withStaging(setup: TestSetup = {}) {
  const made = testContext(setup)
  const file = await made.context.settingsFile()
  await file.changeProfile('staging', { project: 'p-2' })
  return { ...made, file }
}

describe('dgsh profiles use', () => {
  it('makes a profile the one that is used where none is named', async () => {
    const { context, open, stdout, stderr } = await withStaging()
    expect(await run({ profile: 'staging' }, context)).toBe(0)
    expect({ stdout: stdout(), stderr: stderr() }).toEqual({
      stdout: '',
      stderr: 'dgsh now uses profile staging.\n',
    })
    const { profile, project } = await open().settings()
    expect(profile).toEqual({ value: 'staging', source: 'config', origin: 'dgsh profiles use' })
    expect(project.value).toBe('p-2')
  })

  it('goes back to the default profile, which needs no settings', async () => {
    const { context, file } = await withStaging()
    await file.useProfile('staging')
    expect(await run({ profile: 'default' }, context)).toBe(0)
    expect(await file.currentProfile()).toBeUndefined()
  })

  it('says that DGSH_PROFILE overrides it', async () => {
    const { context, open, stderr } = await withStaging({ env: { DGSH_PROFILE: 'other' } })
    await run({ profile: 'staging' }, context)
    expect(stderr()).toContain('note: DGSH_PROFILE is set and overrides it')
    expect((await open().settings()).profile.value).toBe('other')
  })

  it('takes no profile that does not exist', async () => {
    const { context, file } = await withStaging()
    const error = await errorOf(() => run({ profile: 'no pe' }, context))
    expect(error).toMatchObject({
      code: 'profile_not_found',
      message: 'there is no profile "no pe"',
      hint: "the profiles are: staging\nto create it: dgsh auth login --profile 'no pe'",
    })
    expect(await file.currentProfile()).toBeUndefined()
  })

  it('gets away from a profile whose settings are bad, and from a name that is none', async () => {
    const { open, file } = await withStaging()
    await file.changeProfile('broken', { timeout: 'x' })
    for (const bad of ['broken', 'no name']) {
      await file.useProfile(bad)
      expect(await errorOf(() => open().settings())).toMatchObject({ code: 'usage' })
      expect(await run({ profile: 'staging' }, open())).toBe(0)
      expect((await open().settings()).profile.value).toBe('staging')
    }
  })
})
